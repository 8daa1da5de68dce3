from em_core.driver import fit
def fit_many(model,data,starts,recipe=None,*,max_iter=100,tol=1e-10):
    return [fit(model,data,s,max_iter=max_iter,tol=tol) for s in starts]
