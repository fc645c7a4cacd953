package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A recorded frame and how another one is held against it.
 *
 * @param ipChecksum state of the outer IPv4 checksum, {@code ok} or {@code bad}; empty if it was
 *     not checkable
 * @param transportChecksum the same of the transport's, which may be {@code zero}, too
 * @param checksumPartial whether the kernel had not finished the transport checksum; the octets
 *     have the right one
 * @param octets with what is masked set to zero and the checksums made right afterwards
 */
record ExpectedFrame(
        byte[] octets,
        String ipChecksum,
        String transportChecksum,
        List<Mask> masks,
        boolean checksumPartial) {
    /** A frame whose checksums are finished. */
    ExpectedFrame(byte[] octets, String ipChecksum, String transportChecksum, List<Mask> masks) {
        this(octets, ipChecksum, transportChecksum, masks, false);
    }

    /** A field that differs from play to play. */
    record Mask(String field, int offset, int lengthOctets) {}

    static ExpectedFrame of(CaseJson json) throws CaseFault {
        byte[] octets = json.octets("hex");
        json.number("len", octets.length, octets.length);
        CaseJson checksums = json.at("csum");
        List<Mask> masks = new ArrayList<>();
        for (CaseJson mask : json.at("mask").items()) {
            mask.requireOnly(Set.of("f", "off", "len"));
            int offset = mask.number("off", 0, octets.length);
            masks.add(
                    new Mask(
                            mask.text("f"), offset, mask.number("len", 0, octets.length - offset)));
        }
        return new ExpectedFrame(
                octets,
                checksums.optional("ip").orElse(""),
                checksums.optional("l4").orElse(""),
                List.copyOf(masks),
                json.has("csum_partial"));
    }

    /**
     * How an observed frame differs; empty if it does not.
     *
     * @param bare whether frames of this device begin with the IP header
     */
    Optional<FrameDifference> difference(byte[] seen, boolean bare) {
        byte[] observed = seen.clone();
        if (checksumPartial) new FrameChecksums(observed, bare).fillTransport();
        var states = new FrameChecksums(observed, bare);
        String found = "";
        if (observed.length != octets.length)
            found = observed.length + " octets, kernel " + octets.length;
        else if (!states.ip().equals(ipChecksum))
            found = "IP checksum " + said(states.ip()) + ", kernel " + said(ipChecksum);
        else if (!states.transport().equals(transportChecksum))
            found =
                    "transport checksum %s, kernel %s"
                            .formatted(said(states.transport()), said(transportChecksum));
        byte[] ours = masked(observed, bare);
        if (found.isEmpty() && !Arrays.equals(ours, octets)) {
            int at = Arrays.mismatch(ours, octets);
            found = "octet %d is %s, kernel %s".formatted(at, hex(ours, at), hex(octets, at));
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new FrameDifference(found, ours, octets, bare));
    }

    private static String said(String state) {
        return state.isEmpty() ? "not checkable" : state;
    }

    private static String hex(byte[] octets, int at) {
        return HexFormat.of().toHexDigits(octets[at]);
    }

    private byte[] masked(byte[] observed, boolean bare) {
        byte[] ours = observed.clone();
        for (Mask mask : masks) {
            int end = Math.min(mask.offset + mask.lengthOctets, ours.length);
            if (mask.offset < end) Arrays.fill(ours, mask.offset, end, (byte) 0);
        }
        if (!masks.isEmpty()) {
            var checksums = new FrameChecksums(ours, bare);
            if (ipChecksum.equals("ok")) checksums.fillIp();
            if (transportChecksum.equals("ok")) checksums.fillTransport();
        }
        return ours;
    }
}
