package sluice.run;

import java.util.function.Function;
import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.inet.tcp.socket.TcpOrigins;
import sluice.ndis.Miniport;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.nic.Nic;
import sluice.winstack.SimMiniport;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;

/** A Windows stack as runners build and change it. */
public final class WindowsAssembly implements StackAssembly {
    private final WindowsHost windows;

    private WindowsAssembly(WindowsHost windows) {
        this.windows = windows;
    }

    /** A stack on {@code host} with an adapter for each NIC that is in. */
    public static WindowsAssembly on(Host host) {
        return new WindowsAssembly(WindowsHost.on(host, WindowsPreset.WINDOWS_10));
    }

    /** The same with drivers held to their contract; who breaks it ends the machine. */
    public static WindowsAssembly on(Host host, VerifierLevel level) {
        return on(
                host,
                WindowsPreset.WINDOWS_10,
                NdisOptions.verified(level).withWaitingHandlers(),
                nic -> new SimMiniport(nic, false));
    }

    /** The same of any generation, with a wrapper and miniports of the caller's making. */
    static WindowsAssembly on(
            Host host,
            WindowsPreset preset,
            NdisOptions options,
            Function<Nic, Miniport> miniports) {
        return new WindowsAssembly(WindowsHost.on(host, preset, options, miniports));
    }

    /** The stack itself, for what only Windows has. */
    public WindowsHost windows() {
        return windows;
    }

    @Override
    public HostStack stack() {
        return windows;
    }

    @Override
    public void addAddress(String nic, IpAddress address, int prefixLength) {
        windows.addAddress(nic, address, prefixLength);
    }

    @Override
    public void setAddress(String nic, int ipv4Address, int prefixLength) {
        windows.setAddress(nic, ipv4Address, prefixLength);
    }

    @Override
    public boolean setMac(String nic, long mac) {
        return windows.setMac(nic, mac);
    }

    @Override
    public void addRoute(IpAddress network, int prefixLength, IpAddress gateway, String nic) {
        windows.addRoute(network, prefixLength, gateway, nic);
    }

    @Override
    public void addNeighbour(String nic, IpAddress address, long mac) {
        windows.addNeighbour(nic, address, mac);
    }

    @Override
    public void originTcpBy(TcpOrigins origins) {
        windows.originTcpBy(origins);
    }

    @Override
    public void setForwarding(boolean on) {
        windows.setForwarding(on);
    }
}
