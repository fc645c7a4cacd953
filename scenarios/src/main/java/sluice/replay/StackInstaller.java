package sluice.replay;

import sluice.run.StackAssembly;
import sluice.world.Host;

/** Puts a stack, with the drivers or hooks that were asked for, on a host whose NICs are in. */
@FunctionalInterface
public interface StackInstaller {
    /** Puts it on. */
    StackAssembly install(Host host);
}
