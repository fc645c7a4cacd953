package sluice.ndis;

import java.util.function.Consumer;

/** That a driver is registered with the wrapper. */
public final class Registration {
    private final String name;
    private final Runnable leave;
    private final Runnable reenumerate;
    private final Consumer<NdisAdapter> attach;
    private boolean registered = true;

    Registration(String name, Runnable leave, Runnable reenumerate, Consumer<NdisAdapter> attach) {
        this.name = name;
        this.leave = leave;
        this.reenumerate = reenumerate;
        this.attach = attach;
    }

    /** Name of the driver. */
    public String name() {
        return name;
    }

    /** Whether it has not deregistered yet. */
    public boolean isRegistered() {
        return registered;
    }

    /** NdisDeregisterProtocol, NdisFDeregisterFilterDriver; bindings are closed before. */
    public void deregister() {
        if (!registered) return;
        leave.run();
        registered = false;
    }

    /** NdisReEnumerateProtocolBindings: protocols only; nothing for others. */
    public void reenumerate() {
        if (registered) reenumerate.run();
    }

    /** Puts a registered filter on top of an adapter's stack; nothing for others. */
    public void attachTo(NdisAdapter adapter) {
        if (registered) attach.accept(adapter);
    }

    @Override
    public String toString() {
        return name;
    }
}
