package sluice.service;

/** A program that serves on a port of a host. All calls run at THREAD level of that host. */
public interface Service extends AutoCloseable {
    /** What it has done up to now. */
    ServiceStats stats();

    /** Takes no more; connections that stand are reset. */
    @Override
    void close();
}
