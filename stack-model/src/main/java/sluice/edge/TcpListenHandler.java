package sluice.edge;

/** Told that connections wait at a {@link TcpListenSocket}. At THREAD level. */
@FunctionalInterface
public interface TcpListenHandler {
    /** At least one waits; told once for several. */
    void acceptable(TcpListenSocket socket);
}
