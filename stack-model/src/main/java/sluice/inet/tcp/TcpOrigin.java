package sluice.inet.tcp;

/**
 * Where the numbers of one side of a connection begin; unforeseeable, so the host draws both.
 *
 * @param sequence of its SYN (RFC 6528; Linux {@code secure_tcp_seq})
 * @param timestamp what its clock of milliseconds shows at time 0 (RFC 7323 section 5.4; Linux
 *     {@code secure_tcp_ts_off})
 */
public record TcpOrigin(int sequence, int timestamp) {}
