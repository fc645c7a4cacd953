package sluice.script;

/** A NIC by the names of its host and itself. */
public record NicRef(Place place, String host, String nic) {
    @Override
    public String toString() {
        return host + "/" + nic;
    }
}
