package sluice.winstack;

/**
 * A layered service provider: a library in the catalogue's chain, loaded into each process that
 * opens a socket of an entry it is chained over. {@link ForwardingProvider} is the usual base of
 * what it gives.
 *
 * <p>Source: Microsoft, "Winsock Service Provider Interface", WSPStartup; "Categorizing Layered
 * Service Providers".
 */
@FunctionalInterface
public interface LayeredProvider {
    /**
     * WSPStartup: takes the table of calls below it and gives its own, for one process and one
     * entry. At THREAD level.
     */
    ServiceProvider startup(ServiceProvider below, WindowsProcess process);
}
