package sluice.cli;

import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import sluice.packet.wire.Addresses;
import sluice.script.NicRef;
import sluice.script.Place;
import sluice.script.Prefix;
import sluice.script.StepSpec;
import sluice.script.Units;

/**
 * What {@code --set} says: {@code mac=02:00:00:00:00:09,address=192.0.2.9/24,rate=10Mbit,at=5ms},
 * at least one of the first three.
 */
record NicSetting(long atNanos, Optional<Long> mac, Optional<Prefix> address, Optional<Long> rate) {

    /** The step that does it. */
    StepSpec on(NicRef nic) {
        return new StepSpec(Place.START, atNanos, new StepSpec.SetNic(nic, mac, address, rate));
    }

    /** Reads it. */
    static final class Converter implements ITypeConverter<NicSetting> {
        @Override
        public NicSetting convert(String text) {
            long at = 0;
            Optional<Long> mac = Optional.empty();
            Optional<Prefix> address = Optional.empty();
            Optional<Long> rate = Optional.empty();
            for (String part : text.split(",", -1)) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                switch (name) {
                    case "at" -> at = number(part, Units.nanos(value), "a time such as 5ms");
                    case "mac" -> mac = Optional.of(station(value));
                    case "address" -> address = Optional.of(own(value));
                    case "rate" ->
                            rate =
                                    Optional.of(
                                            number(
                                                    part,
                                                    Units.bitsPerSecond(value),
                                                    "a rate such as 10Mbit"));
                    default ->
                            throw new TypeConversionException(
                                    "expected mac=, address=, rate= or at= but was \""
                                            + part
                                            + "\"");
                }
            }
            if (mac.isEmpty() && address.isEmpty() && rate.isEmpty()) {
                throw new TypeConversionException(
                        "nothing to set in \"" + text + "\"; expected mac=, address= or rate=");
            }
            return new NicSetting(at, mac, address, rate);
        }

        private static long number(String part, OptionalLong number, String expected) {
            if (number.isEmpty()) {
                throw new TypeConversionException(
                        "expected " + expected + " but was \"" + part + "\"");
            }
            return number.getAsLong();
        }

        private static long station(String text) {
            OptionalLong mac = Addresses.parseMac(text);
            if (mac.isEmpty() || Addresses.isMulticastMac(mac.getAsLong())) {
                throw new TypeConversionException(
                        "expected a station address such as 02:00:00:00:00:09 but was \""
                                + text
                                + "\"");
            }
            return mac.getAsLong();
        }

        private static Prefix own(String text) {
            return Prefix.checked(text)
                    .filter(prefix -> prefix.address().isV4())
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "expected an IPv4 address such as 192.0.2.9/24 but was \""
                                            + text
                                            + "\""));
        }
    }
}
