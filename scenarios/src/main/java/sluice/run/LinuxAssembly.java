package sluice.run;

import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.inet.tcp.socket.TcpOrigins;
import sluice.linuxstack.LinuxHost;
import sluice.linuxstack.LinuxKernel;
import sluice.nic.Nic;
import sluice.packet.wire.Addresses;
import sluice.world.Host;

/** A Linux stack as runners build and change it. */
public final class LinuxAssembly implements StackAssembly {
    private final LinuxHost linux;

    private LinuxAssembly(LinuxHost linux) {
        this.linux = linux;
    }

    /**
     * A stack on {@code host} with a device for each NIC that is in, and no addresses but
     * loopback's.
     */
    public static LinuxAssembly on(Host host) {
        return on(host, LinuxKernel.LINUX_6);
    }

    /** The same with a kernel of another time. */
    static LinuxAssembly on(Host host, LinuxKernel kernel) {
        var builder = LinuxHost.on(host).kernel(kernel);
        for (Nic nic : host.allNics()) builder.nic(nic);
        builder.address("lo", "::1/128");
        return new LinuxAssembly(builder.build());
    }

    /** The stack itself, for what only Linux has. */
    public LinuxHost linux() {
        return linux;
    }

    @Override
    public HostStack stack() {
        return linux;
    }

    @Override
    public void addAddress(String nic, IpAddress address, int prefixLength) {
        linux.addAddress(nic, address + "/" + prefixLength);
    }

    @Override
    public void setAddress(String nic, int ipv4Address, int prefixLength) {
        linux.setAddress(nic, ipv4Address, prefixLength);
    }

    @Override
    public boolean setMac(String nic, long mac) {
        return linux.setMac(nic, mac);
    }

    @Override
    public void addRoute(IpAddress network, int prefixLength, IpAddress gateway, String nic) {
        String to = prefixLength == 0 ? "default" : network + "/" + prefixLength;
        linux.addRoute(to + (gateway.isAny() ? "" : " via " + gateway) + " dev " + nic);
    }

    @Override
    public void addNeighbour(String nic, IpAddress address, long mac) {
        linux.addNeighbour(nic, address.toString(), Addresses.formatMac(mac));
    }

    @Override
    public void originTcpBy(TcpOrigins origins) {
        linux.originTcpBy(origins);
    }

    @Override
    public void setForwarding(boolean on) {
        linux.setSysctl("net.ipv4.ip_forward", on ? 1 : 0);
        linux.setSysctl("net.ipv6.conf.all.forwarding", on ? 1 : 0);
    }
}
