# Writes lme4.json: what lme4 makes of the two examples. Run in this folder: Rscript lme4.R
library(lme4)
tight <- glmerControl(tolPwrss = 1e-13, optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10))
herds <- function(nAGQ) glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, binomial, tight, nAGQ = nAGQ)
people <- glmer(r2 ~ (Anger + Gender + btype + situ)^2 + (1 | id) + (1 | item), VerbAgg, binomial, tight, nAGQ = 0)
one <- function(name, fit) {
  numbers <- function(x) paste0("[", paste(format(x, digits = 13, trim = TRUE), collapse = ", "), "]")
  effects <- paste(sapply(ranef(fit, condVar = FALSE), function(r) numbers(r[, 1])), collapse = ",\n    ")
  sprintf('  "%s": {\n    "beta": %s,\n    "sigma": %s,\n    "deviance": %.10f,\n    "effects": [%s]\n  }', name,
    numbers(fixef(fit)), numbers(sqrt(unlist(VarCorr(fit)))), -2 * as.numeric(logLik(fit)), effects)
}
parts <- c(one("cbpp, nAGQ=1", herds(1)), one("cbpp, nAGQ=0", herds(0)), one("VerbAgg, nAGQ=0", people))
writeLines(c("{", paste(parts, collapse = ",\n"), "}"), "lme4.json")
