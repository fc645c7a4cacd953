package sluice.conntrack;

/** What tracking knows of a TCP connection ({@code struct ip_ct_tcp}). */
final class TcpTrack {
    TcpTrackState state = TcpTrackState.NONE;
}
