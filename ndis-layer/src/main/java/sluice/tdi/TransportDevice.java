package sluice.tdi;

/** The device objects of tcpip, by which TDI clients reach it. */
public enum TransportDevice {
    /** TCP. */
    TCP("\\Device\\Tcp"),
    /** UDP. */
    UDP("\\Device\\Udp"),
    /** Raw IP. */
    RAW_IP("\\Device\\RawIp"),
    /** IP itself: echo requests of {@code IcmpSendEcho}, settings. */
    IP("\\Device\\Ip");

    private final String path;

    TransportDevice(String path) {
        this.path = path;
    }

    /** Its name in the object tree. */
    public String path() {
        return path;
    }
}
