/**
 * TCP of a host, between its IP and its programs: which connection a segment belongs to, who
 * listens where, the timers, and sockets whose news reach programs at THREAD level. Both stacks use
 * it; what differs between them they say through {@link TcpHost}.
 */
@NullMarked
package sluice.inet.tcp.socket;

import org.jspecify.annotations.NullMarked;
