package sluice.conntrack;

/** What a proxied connection remembers of its opening ({@code struct nf_conn_synproxy}). */
final class SynProxyState {
    /** First sequence number that the client was told, before the SYN. */
    int toldSequence;

    /** Time that the client was told. */
    int toldTime;

    /** How far the server's times are ahead of what the client was told. */
    int timeShift;
}
