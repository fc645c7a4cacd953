package sluice.netdev;

/** A protocol that a module has added; gone when it is closed. A second close does nothing. */
@FunctionalInterface
public interface ProtocolRegistration extends AutoCloseable {
    @Override
    void close();
}
