# people.R OBJECT COHORT LOOKS SHARE RELATIVE: flies the cohort by deSolve's lsoda with compiled rates and Jacobian, writes
# [person][look][state] and prints the CPU time of the integrations (user and system, s). Called by knead-bench.
suppressMessages(library(deSolve))
given <- commandArgs(TRUE)
dyn.load(given[1])
object <- sub("[.][^.]*$", "", basename(given[1]))
share <- as.numeric(given[4])
relative <- as.numeric(given[5])
f <- file(given[2], "rb")
size <- readBin(f, "double", 5)
names(size) <- c("people", "states", "looks", "legs", "coefficients")
edge <- readBin(f, "double", size["legs"] + 1)
look <- readBin(f, "double", size["looks"])
scale <- readBin(f, "double", size["states"])
start <- readBin(f, "double", size["states"])
coefficients <- array(readBin(f, "double", 2 * size["people"] * size["coefficients"]),
                      c(size["coefficients"], 2, size["people"]))
close(f)
times <- lapply(seq_len(size["legs"]), function(leg)
  unique(c(edge[leg], look[look > edge[leg] & look <= edge[leg + 1]], edge[leg + 1])))
seen <- array(0, c(size["states"], size["looks"], size["people"]))
before <- sum(proc.time()[1:2])
for (p in seq_len(size["people"])) {
  y <- start
  for (leg in seq_len(size["legs"])) {
    at <- lsoda(y, times[[leg]], "people_rates", coefficients[, 2 - leg %% 2, p], dllname = object,
                initfunc = "people_begin", jacfunc = "people_slopes", jactype = "fullusr",
                rtol = share * relative, atol = share * scale, hmax = 3600, maxsteps = 1e6)
    if (attr(at, "istate")[1] != 2) quit(status = 1)
    y <- at[nrow(at), -1]
    which <- match(times[[leg]][-1], look)
    for (k in which(!is.na(which))) seen[, which[k], p] <- at[k + 1, -1]
  }
}
took <- sum(proc.time()[1:2]) - before
f <- file(given[3], "wb")
writeBin(as.vector(seen), f)
close(f)
cat(took, "\n")
