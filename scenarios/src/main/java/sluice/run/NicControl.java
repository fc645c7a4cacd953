package sluice.run;

import java.util.Optional;
import sluice.edge.IpAddress;
import sluice.script.NicRef;
import sluice.script.Prefix;
import sluice.script.StepSpec;
import sluice.sniffer.AdapterControl;

/** A scenario's NIC under a sniffer, by what the steps of a scenario do. */
record NicControl(HostControl host, NicRef nic) implements AdapterControl {
    @Override
    public boolean setMac(long mac) {
        return done(Optional.of(mac), Optional.empty(), Optional.empty());
    }

    @Override
    public boolean setAddress(int ipv4Address, int prefixLength) {
        var prefix = new Prefix(IpAddress.v4(ipv4Address), prefixLength);
        return done(Optional.empty(), Optional.of(prefix), Optional.empty());
    }

    @Override
    public boolean setRate(long bitsPerSecond) {
        return done(Optional.empty(), Optional.empty(), Optional.of(bitsPerSecond));
    }

    private boolean done(Optional<Long> mac, Optional<Prefix> address, Optional<Long> rate) {
        try {
            host.control(new StepSpec.SetNic(nic, mac, address, rate));
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
