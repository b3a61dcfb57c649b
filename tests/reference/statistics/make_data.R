# The data sets of this folder: made up, once, by a seed. Columns: README.md.
set.seed(20261127)
n <- 96
id <- 1:n
arm <- rep(c("massage", "touch", "usual"), length.out = n)
stratum <- rep(c("low", "high"), each = n / 2)
therapist <- ifelse(arm == "usual", 0, ifelse(arm == "massage", (id %/% 3) %% 5 + 1, (id %/% 3) %% 4 + 6))
u <- rnorm(9, 0, 0.6)
effect <- c(massage = -1.6, touch = -0.9, usual = -0.3)
own <- rnorm(n, 0, 1.1)
baseline <- round(5.8 + 0.8 * (stratum == "high") + own + rnorm(n, 0, 0.8), 2)
rows <- NULL
for (v in 1:3) {
  y <- 5.6 + 0.7 * (stratum == "high") + own + effect[arm] * v / 3 + ifelse(therapist > 0, u[pmax(therapist, 1)], 0) + rnorm(n, 0, 0.9)
  rows <- rbind(rows, data.frame(id, arm, stratum, therapist, visit = v, baseline, y = round(y, 2)))
}
rows <- rows[order(rows$id, rows$visit), ]
gone <- rbinom(n, 1, 0.2) * sample(2:3, n, TRUE)
rows <- rows[!(gone[rows$id] > 0 & rows$visit >= gone[rows$id]), ]
write.csv(rows, "parallel.csv", row.names = FALSE, quote = FALSE)

m <- 40
cross <- data.frame(id = rep(1:m, each = 2), period = rep(1:2, m))
cross$treatment <- ifelse((cross$id + cross$period) %% 2 == 0, "massage", "rest")
cross$therapist <- ifelse(cross$treatment == "massage", cross$id %% 6 + 1, (cross$id %/% 2) %% 6 + 1)
w <- rnorm(6, 0, 0.5)
cross$y <- round(40 + rnorm(m, 0, 5)[cross$id] - 3 * (cross$treatment == "massage") + 0.8 * cross$period + 9 * w[cross$therapist] + rnorm(2 * m, 0, 4), 1)
write.csv(cross, "crossover.csv", row.names = FALSE, quote = FALSE)

k <- 11
v <- round(runif(k, 0.02, 0.15), 4)
write.csv(data.frame(y = round(rnorm(k, -0.5, sqrt(0.25 + v)), 4), v = v), "meta.csv", row.names = FALSE, quote = FALSE)
