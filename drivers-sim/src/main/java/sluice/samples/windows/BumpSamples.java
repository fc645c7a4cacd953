package sluice.samples.windows;

import java.util.List;
import sluice.bump.EspDriver;
import sluice.bump.EspMode;
import sluice.bump.EspOptions;
import sluice.bump.PppoeDriver;
import sluice.bump.PppoeRole;
import sluice.bump.SecurityAssociation;
import sluice.ndis.NdisDriver;
import sluice.samples.spec.Sample;
import sluice.samples.spec.SampleOption;
import sluice.samples.spec.SampleOptions;
import sluice.samples.spec.SampleRefused;

/** The drivers that put a protocol between IP and the link layer, described. */
final class BumpSamples {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f10111213";

    private BumpSamples() {}

    static Sample<NdisDriver> esp() {
        return new Sample<>(
                "esp",
                "raw intermediate driver that protects the packets between two hosts by ESP",
                List.of(
                        new SampleOption("local", "192.0.2.1", "this host's IPv4 address"),
                        new SampleOption("peer", "192.0.2.2", "the other host's"),
                        new SampleOption("mode", "tunnel", "tunnel or transport"),
                        new SampleOption("spi-out", "4097", "index of what is sent, 256 and up"),
                        new SampleOption("spi-in", "8194", "index of what is received"),
                        new SampleOption("key-out", KEY, "AES key and 4 octets of salt, in hex"),
                        new SampleOption("key-in", KEY, "the same for what is received"),
                        new SampleOption(
                                "mtu", "lower", "lower what IP is told, or leave it to the link")),
                BumpSamples::makeEsp);
    }

    static Sample<NdisDriver> pppoe() {
        return new Sample<>(
                "pppoe",
                "raw intermediate driver that carries IPv4 in a PPPoE session",
                List.of(
                        new SampleOption("role", "host", "host or concentrator"),
                        new SampleOption("local", "192.0.2.1", "this host's IPv4 address"),
                        new SampleOption("name", "sluice", "what a concentrator calls itself")),
                options ->
                        new PppoeDriver(
                                options.oneOf("role", "host", "concentrator").equals("host")
                                        ? PppoeRole.HOST
                                        : PppoeRole.CONCENTRATOR,
                                options.ipv4("local"),
                                options.text("name")));
    }

    private static NdisDriver makeEsp(SampleOptions options) throws SampleRefused {
        EspMode mode =
                options.oneOf("mode", "tunnel", "transport").equals("tunnel")
                        ? EspMode.TUNNEL
                        : EspMode.TRANSPORT;
        var between = EspOptions.between(mode, options.ipv4("local"), options.ipv4("peer"));
        boolean lowers = options.oneOf("mtu", "lower", "link").equals("lower");
        return new EspDriver(
                lowers ? between : between.withMtuOfTheLink(),
                association(options, "spi-out", "key-out"),
                association(options, "spi-in", "key-in"));
    }

    private static SecurityAssociation association(SampleOptions options, String spi, String key)
            throws SampleRefused {
        return SecurityAssociation.of(
                options.number(spi, 256, Integer.MAX_VALUE), options.octets(key, 20, 28, 36));
    }
}
