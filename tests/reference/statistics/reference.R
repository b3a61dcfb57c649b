# What R says of the data sets of this folder: name,value on standard output. Rscript reference.R > r.csv
suppressMessages({library(metafor); library(lme4); library(lmerTest); library(nlme)})
say <- function(name, value) cat(sprintf("%s,%.15g\n", name, value))
three <- function(name, value, se, df, p, ci) {
  say(paste0(name, ".value"), value); say(paste0(name, ".se"), se); say(paste0(name, ".df"), df); say(paste0(name, ".p"), p)
  say(paste0(name, ".low"), ci[1]); say(paste0(name, ".high"), ci[2])
}
cat("name,value\n")

# distributions
for (q in c(-8.5, -1.3, 0, 0.4, 3.1)) say(sprintf("pnorm %g", q), pnorm(q))
for (p in c(1e-9, 0.025, 0.5, 0.8, 0.9995)) say(sprintf("qnorm %g", p), qnorm(p))
for (df in c(1, 2.5, 7, 38.25, 5000)) {
  for (q in c(-12, -2.1, 0.3, 1.96, 40)) say(sprintf("pt %g %g", q, df), pt(q, df))
  for (q in c(0.7, 2.1, 40)) say(sprintf("two %g %g", q, df), 2 * pt(-q, df))
  for (p in c(0.001, 0.3, 0.975)) say(sprintf("qt %g %g", p, df), qt(p, df))
  for (q in c(0.01, 1.7, 60)) say(sprintf("pchisq %g %g", q, df), pchisq(q, df))
  for (p in c(0.05, 0.95)) say(sprintf("qchisq %g %g", p, df), qchisq(p, df))
  for (q in c(0.2, 1, 5.5)) say(sprintf("pf %g 3 %g", q, df), pf(q, 3, df))
  say(sprintf("qf 0.95 3 %g", df), qf(0.95, 3, df))
}
for (d in c(-2, 0, 1.5, 4)) for (q in c(-1, 0.5, 3)) say(sprintf("pnct %g 21 %g", q, d), pt(q, 21, d))

d <- read.csv("parallel.csv", stringsAsFactors = TRUE)
last <- d[d$visit == 3, ]
a <- last[last$arm == "massage", ]; b <- last[last$arm == "usual", ]
w <- t.test(a$y, b$y)
three("welch", mean(a$y) - mean(b$y), w$stderr, w$parameter, w$p.value, w$conf.int)
pd <- t.test(a$y - a$baseline); three("paired", pd$estimate, pd$stderr, pd$parameter, pd$p.value, pd$conf.int)
es <- escalc("SMD", m1i = mean(a$y), sd1i = sd(a$y), n1i = nrow(a), m2i = mean(b$y), sd2i = sd(b$y), n2i = nrow(b))
g <- summary(es)
three("hedges", g$yi, g$sei, Inf, g$pval, c(g$ci.lb, g$ci.ub))
n1 <- nrow(a); n2 <- nrow(b); t <- t.test(a$y, b$y, var.equal = TRUE)$statistic; J <- g$yi / (t * sqrt(1 / n1 + 1 / n2))
end <- function(p) uniroot(function(x) pt(t, n1 + n2 - 2, x) - p, c(t - 8, t + 8), tol = 1e-13)$root * sqrt(1 / n1 + 1 / n2) * J
say("hedges.exact.low", end(0.975)); say("hedges.exact.high", end(0.025))
responded <- function(x) c(sum(x$y < 0.7 * x$baseline), nrow(x))
ra <- responded(a); rb <- responded(b)
rr <- summary(escalc("RR", ai = ra[1], n1i = ra[2], ci = rb[1], n2i = rb[2]))
three("ratio", exp(rr$yi), rr$sei, Inf, rr$pval, exp(c(rr$ci.lb, rr$ci.ub)))
r0 <- summary(escalc("RR", ai = 0, n1i = 20, ci = 4, n2i = 22))
three("ratio.zero", exp(r0$yi), r0$sei, Inf, r0$pval, exp(c(r0$ci.lb, r0$ci.ub)))
rd <- summary(escalc("RD", ai = ra[1], n1i = ra[2], ci = rb[1], n2i = rb[2]))
wilson <- function(r) prop.test(r[1], r[2], correct = FALSE)$conf.int
wa <- wilson(ra); wb <- wilson(rb); pa <- ra[1] / ra[2]; pb <- rb[1] / rb[2]
three("difference", rd$yi, rd$sei, Inf, rd$pval,
      c(rd$yi - sqrt((pa - wa[1])^2 + (wb[2] - pb)^2), rd$yi + sqrt((wa[2] - pa)^2 + (pb - wb[1])^2)))

fit <- lm(y ~ arm + stratum + baseline, within(last, arm <- relevel(arm, "usual")))
co <- summary(fit)$coefficients; ci <- confint(fit)
for (x in c("armmassage", "armtouch", "baseline"))
  three(paste0("ancova.", x), co[x, 1], co[x, 2], fit$df.residual, co[x, 4], ci[x, ])

tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5), check.conv.singular = "ignore")
mixed <- function(name, formula, data, terms) {
  f <- lmerTest::lmer(formula, data, REML = TRUE, control = tight)
  co <- summary(f)$coefficients
  say(paste0(name, ".deviance"), REMLcrit(f)); say(paste0(name, ".residual"), sigma(f))
  v <- as.data.frame(VarCorr(f))
  for (i in seq_len(nrow(v) - 1)) say(paste0(name, ".sd.", v$grp[i]), v$sdcor[i])
  for (x in terms) {
    q <- qt(0.975, co[x, "df"])
    three(paste0(name, ".", x), co[x, 1], co[x, 2], co[x, "df"], co[x, 5], co[x, 1] + c(-1, 1) * q * co[x, 2])
  }
}
d$arm <- relevel(d$arm, "usual"); d$visit <- factor(d$visit); d$visit <- relevel(d$visit, "3")
mixed("person", y ~ arm * visit + stratum + baseline + (1 | id), d, c("armmassage", "armtouch"))
# partial nesting: a therapist's intercept in the treated arms only
d$treated <- as.numeric(d$therapist > 0); d$th <- factor(pmax(d$therapist, 1))
mixed("partial", y ~ arm * visit + stratum + baseline + (1 | id) + (0 + treated | th), d, c("armmassage", "armtouch"))
last$arm <- relevel(last$arm, "usual"); last$treated <- as.numeric(last$therapist > 0); last$th <- factor(pmax(last$therapist, 1))
mixed("once", y ~ arm + stratum + baseline + (0 + treated | th), last, c("armmassage", "armtouch"))
x <- read.csv("crossover.csv", stringsAsFactors = TRUE); x$treatment <- relevel(x$treatment, "rest"); x$period <- factor(x$period)
mixed("crossover", y ~ treatment + period + (1 | id) + (1 | therapist), x, c("treatmentmassage", "period2"))
# the same by another program, which has no partial nesting and no crossed factors
nl <- lme(y ~ arm * visit + stratum + baseline, random = ~ 1 | id, data = d, method = "REML", control = lmeControl(msTol = 1e-13, tolerance = 1e-12))
say("nlme.armmassage.value", fixef(nl)["armmassage"]); say("nlme.residual", nl$sigma)

m <- read.csv("meta.csv"); r <- rma(y, v, data = m, method = "REML", control = list(threshold = 1e-14, maxiter = 1000))
three("meta", as.numeric(r$beta), r$se, Inf, r$pval, c(r$ci.lb, r$ci.ub))
say("meta.tau2", r$tau2); say("meta.se_tau2", r$se.tau2); say("meta.Q", r$QE); say("meta.Qp", r$QEp); say("meta.I2", r$I2)
pr <- predict(r); say("meta.predicted.low", pr$pi.lb); say("meta.predicted.high", pr$pi.ub)
h <- rma(c(-0.3, -0.31, -0.29, -0.3), c(0.04, 0.05, 0.06, 0.05), method = "REML"); say("meta.flat.tau2", h$tau2); say("meta.flat.value", h$beta)

# any covariance between visits, the mixed model for repeated measures: nlme's gls, and its lme with therapists of some arms. Satterthwaite's
# degrees of freedom are had by differences of the restricted likelihood written down anew, since nlme has none.
d <- read.csv("parallel.csv", stringsAsFactors = TRUE)
d$arm <- relevel(d$arm, "usual"); d$v <- d$visit; d$visit <- relevel(factor(d$visit), "3")
d$treated <- as.numeric(d$therapist > 0); d$th <- factor(pmax(d$therapist, 1))
formula <- y ~ arm * visit + stratum + baseline
restricted <- function(theta) {
  S <- matrix(0, 3, 3); S[lower.tri(S, TRUE)] <- theta[1:6]; S <- S + t(S) - diag(diag(S)); tau <- if (length(theta) > 6) theta[7] else 0
  X <- model.matrix(formula, d); V <- tau * outer(d$treated, d$treated) * outer(d$therapist, d$therapist, "==") + S[d$v, d$v] * outer(d$id, d$id, "==")
  R <- tryCatch(chol(V), error = function(e) NULL)
  if (is.null(R)) return(list(deviance = 1e10))
  Xs <- backsolve(R, X, transpose = TRUE); ys <- backsolve(R, d$y, transpose = TRUE); A <- crossprod(Xs); b <- solve(A, crossprod(Xs, ys))
  list(deviance = 2 * sum(log(diag(R))) + as.numeric(determinant(A)$modulus) + sum((ys - Xs %*% b)^2) + (nrow(X) - ncol(X)) * log(2 * pi),
       b = setNames(drop(b), colnames(X)), v = structure(solve(A), dimnames = list(colnames(X), colnames(X))))
}
unstructured <- function(name, fit, S, tau) {
  theta <- c(S[lower.tri(S, TRUE)], tau); deviance <- function(t) restricted(t)$deviance
  for (i in 1:30) { # Newton, from where nlme stopped to where it wants to go
    step <- solve(numDeriv::hessian(deviance, theta), numDeriv::grad(deviance, theta)); theta <- theta - step
    if (max(abs(step)) < 1e-9) break
  }
  r <- restricted(theta); H <- numDeriv::hessian(deviance, theta)
  say(paste0(name, ".nlme.deviance"), -2 * as.numeric(logLik(fit))); say(paste0(name, ".deviance"), r$deviance)
  nlme.b <- if (inherits(fit, "lme")) fixef(fit) else coef(fit)
  for (k in 1:6) say(sprintf("%s.S%d", name, k), theta[k])
  if (length(theta) > 6) say(paste0(name, ".sd.th"), sqrt(theta[7]))
  for (x in c("armmassage", "armtouch")) {
    say(paste0(name, ".nlme.", x, ".value"), nlme.b[x]); say(paste0(name, ".nlme.", x, ".se"), sqrt(vcov(fit)[x, x]))
    v <- r$v[x, x]; g <- numDeriv::grad(function(t) restricted(t)$v[x, x], theta); df <- 2 * v^2 / drop(t(g) %*% (2 * solve(H)) %*% g)
    t <- r$b[x] / sqrt(v); q <- qt(0.975, df)
    three(paste0(name, ".", x), r$b[x], sqrt(v), df, 2 * pt(-abs(t), df), r$b[x] + c(-1, 1) * q * sqrt(v))
  }
}
fit <- gls(formula, d, correlation = corSymm(form = ~ v | id), weights = varIdent(form = ~ 1 | v), method = "REML",
           control = glsControl(tolerance = 1e-12, msTol = 1e-14, maxIter = 500, msMaxIter = 500))
whole <- names(which(table(d$id) == 3))[1]
unstructured("visits", fit, as.matrix(getVarCov(fit, individual = whole))[, ], NULL)
fit2 <- lme(formula, random = list(th = pdDiag(~ 0 + treated)), d, correlation = corSymm(form = ~ v | th / id), weights = varIdent(form = ~ 1 | v), method = "REML",
            control = lmeControl(msTol = 1e-13, tolerance = 1e-12, maxIter = 500, msMaxIter = 500, opt = "optim"))
# of lme only what it prints plainly: the covariance of visits is sigma^2 times its correlations and ratios
sd <- fit2$sigma * coef(fit2$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)[c("1", "2", "3")]
C <- as.matrix(fit2$modelStruct$corStruct)[[which.max(sapply(as.matrix(fit2$modelStruct$corStruct), nrow))]]
unstructured("visits.th", fit2, C * outer(sd, sd), as.numeric(getVarCov(fit2)))
