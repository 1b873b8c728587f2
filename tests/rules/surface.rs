//! The HTTP surface as a whole: routes, headers, cookies, CSRF, errors.
