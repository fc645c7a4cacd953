package sluice.script;

import java.util.HashMap;
import sluice.edge.IpAddress;
import sluice.linuxstack.LinuxKernel;
import sluice.ndis.VerifierLevel;
import sluice.time.InterruptDelivery;

/** What a host may have. */
record HostRules(HostSpec host, Names names) {
    private static final int LOOPBACK_NET = 127;

    void check() {
        var seen = new HashMap<String, Place>();
        for (NicSpec nic : host.nics()) {
            names.unique("NIC", nic.name(), nic.place(), seen);
            nic.drivers().forEach(driver -> driver(driver, seen));
            if (!nic.hardware().hasKnownBus()) {
                names.problem(
                        nic.place(),
                        "a bus of "
                                + nic.hardware().busBits()
                                + " bits; expected one of 8, 16, 32");
            }
            if (nic.hardware().lookahead()
                    && !(nic.hardware().hasRegisters() && host.kind() == HostKind.WINDOWS)) {
                names.problem(
                        nic.place(),
                        "NIC "
                                + nic.name()
                                + " indicates look-aheads; expected that of a dm9000 on a windows"
                                + " host only");
            }
            if (nic.hardware().hasRegisters() && host.interrupts() != InterruptDelivery.FIXED) {
                names.problem(
                        nic.place(),
                        "NIC "
                                + nic.name()
                                + " is a dm9000, whose pin is wired to the first processor;"
                                + " expected interrupts: fixed");
            }
            for (Prefix prefix : nic.addresses()) {
                address(nic.place(), prefix.address());
            }
        }
        host.drivers().forEach(driver -> driver(driver, seen));
        for (HookSpec hook : host.hooks()) {
            names.unique("hook", hook.name(), hook.place(), seen);
            hook(hook);
        }
        if (host.kind() == HostKind.WINDOWS && !host.sysctls().isEmpty()) {
            names.problem(
                    host.place(),
                    "host "
                            + host.name()
                            + " is windows and has sysctls; expected them on linux hosts only");
        }
        if (host.kind() == HostKind.WINDOWS && !host.commands().isEmpty()) {
            names.problem(
                    host.place(),
                    "host "
                            + host.name()
                            + " is windows and has commands; expected them on linux hosts only");
        }
        if (host.kind() == HostKind.WINDOWS && host.kernel() != LinuxKernel.LINUX_6) {
            names.problem(
                    host.place(),
                    "host "
                            + host.name()
                            + " is windows and has a kernel; expected it on linux hosts only");
        }
        if (host.kind() == HostKind.WINDOWS && host.verified()) {
            names.problem(
                    host.place(),
                    "host "
                            + host.name()
                            + " is windows and has a verifier of hooks; expected it on linux hosts"
                            + " only");
        }
        if (!host.windows().preset().isEmpty())
            names.windows(host.place(), host, "a preset of Windows");
        boolean leveled =
                host.windows().verifier().filter(each -> each != VerifierLevel.OFF).isPresent();
        if (leveled) names.windows(host.place(), host, "a verifier of drivers");
        if (host.windows().sendBufferOctets().isPresent())
            names.windows(host.place(), host, "a send buffer");
        if (host.windows().kernelGuard()) names.windows(host.place(), host, "a kernel guard");
        host.windows()
                .loopback()
                .ifPresent(adapter -> {
                    names.unique("NIC", adapter.name(), adapter.place(), seen);
                    loopback(adapter);
                });
        host.windows()
                .bridge()
                .ifPresent(bridge -> {
                    names.windows(bridge.place(), host, "a virtual network for guests");
                    names.unique("NIC", bridge.name(), bridge.place(), seen);
                    if (!bridge.adapter().isEmpty()) nic(bridge.place(), bridge.adapter());
                });
        for (PointSpec point : host.windows().points()) {
            names.unique("point", point.name(), point.place(), seen);
            point(point);
        }
        for (RouteSpec route : host.routes()) {
            if (!route.nic().isEmpty()) {
                nic(route.place(), route.nic());
            }
        }
        host.neighbours().forEach(neighbour -> nic(neighbour.place(), neighbour.nic()));
    }

    private void driver(DriverSpec driver, HashMap<String, Place> seen) {
        names.unique("driver", driver.name(), driver.place(), seen);
        driver(driver);
    }

    void driver(DriverSpec driver) {
        if (host.kind() == HostKind.WINDOWS) {
            names.driver(driver);
        } else {
            names.problem(
                    driver.place(),
                    "host "
                            + host.name()
                            + " is linux and has a driver; expected hooks there, drivers on windows"
                            + " hosts");
        }
    }

    void hook(HookSpec hook) {
        if (host.kind() == HostKind.LINUX) {
            names.hook(hook);
        } else {
            names.problem(
                    hook.place(),
                    "host "
                            + host.name()
                            + " is windows and has a hook; expected drivers there, hooks on linux"
                            + " hosts");
        }
    }

    void point(PointSpec point) {
        names.windows(point.place(), host, "an interception point");
        if (!point.nic().isEmpty()) nic(point.place(), point.nic());
    }

    private void nic(Place place, String name) {
        boolean loopback =
                host.windows().loopback().filter(each -> each.name().equals(name)).isPresent();
        if (host.nic(name).isEmpty() && !loopback) {
            names.unknown(place, "NIC", name, host.nics().stream().map(NicSpec::name).toList());
        }
    }

    void loopback(WindowsSpec.LoopbackAdapter adapter) {
        names.windows(adapter.place(), host, "a loopback adapter");
        adapter.addresses().forEach(own -> address(adapter.place(), own.address()));
    }

    /** 127/8 cannot be given to a Windows NIC (feature map, S2). */
    private void address(Place place, IpAddress address) {
        if (host.kind() == HostKind.WINDOWS
                && address.isV4()
                && address.v4() >>> 24 == LOOPBACK_NET) {
            names.problem(
                    place,
                    "address "
                            + address
                            + " on a NIC of a windows host; expected none of 127.0.0.0/8");
        }
    }
}
