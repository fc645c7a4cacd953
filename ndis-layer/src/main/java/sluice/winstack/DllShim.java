package sluice.winstack;

/**
 * A library under the name of ws2_32.dll that exports the same calls and forwards them to the
 * original, which was renamed. A process that loads the original by its new name goes past it.
 */
@FunctionalInterface
public interface DllShim {
    /** Loaded into a process: takes the original's calls and gives its own. At THREAD level. */
    ServiceProvider load(ServiceProvider original, WindowsProcess process);
}
