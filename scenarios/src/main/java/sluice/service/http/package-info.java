/**
 * HTTP/1.1 over the sockets of either stack (RFC 9110, 9112): a server of files and a client.
 * Messages are read by Apache HttpCore's parsers, which need no sockets and no threads.
 */
@NullMarked
package sluice.service.http;

import org.jspecify.annotations.NullMarked;
