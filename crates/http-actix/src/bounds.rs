//! How large a request may be, and how much memory requests may take together: every number in one table, which the
//! operator's manual repeats.

twinlock_application::domain::bounds! {
    CONNECTIONS = 16_384 "connections": "Connections at the same time; fewer where the system allows fewer open files. More wait to be taken.";
    HEAD = 131_072 "bytes": "The request line and all headers together.";
    HEADERS = 96 "headers": "Headers of one request.";
    HEAD_SECONDS = 5 "seconds": "How long the request line and the headers may take to arrive.";
    KEEP_ALIVE_SECONDS = 5 "seconds": "How long a connection stays open without a request.";
    BODY = 65_536 "bytes": "The body of a request; a longer one is answered 413.";
    BODY_SECONDS = 10 "seconds": "How long a body may take to arrive; a slower one is answered 408.";
    PARAMETERS = 64 "parameters": "Parameters of one form or query, known ones and others together.";
    UNCOMPRESSED = 1024 "bytes": "Pages, style, script and JSON that are not compressed; longer ones are, where the client accepts gzip.";
    KEYS_OF_A_LIMIT = 100_000 "keys": "What one rate limit counts apart; once there are as many, new ones share 1,024 more.";
}
