//! OAuth and OpenID Connect: authorization, consent, tokens.
