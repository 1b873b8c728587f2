//! The hosts of a database URL.

/// The URL once for each of its hosts: `postgres://user@a,b/x` is `postgres://user@a/x` and `postgres://user@b/x`.
pub(crate) fn one_by_one(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    // As the parser does it: what is before the first `@` is user and password, whatever else is in it.
    let (user, rest) = rest.find('@').map_or(("", rest), |at| rest.split_at(at + 1));
    let (hosts, path) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
    hosts.split(',').map(|host| format!("{scheme}://{user}{host}{path}")).collect()
}
