package sluice.run;

import sluice.world.Host;

/** Puts a stack, with the drivers or hooks that were asked for, on a host whose NICs are in. */
@FunctionalInterface
public interface StackInstaller {
    /** Puts it on, its drivers and hooks counted by {@code watch}. */
    StackAssembly install(Host host, PartWatch watch);
}
