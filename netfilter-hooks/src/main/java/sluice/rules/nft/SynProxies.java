package sluice.rules.nft;

import java.util.LinkedHashMap;
import java.util.Map;
import sluice.conntrack.SynProxy;
import sluice.rules.SourcePlace;
import sluice.rules.statement.SynProxyTo;

/** {@code synproxy} as a statement and as an object: what it says of the server. */
final class SynProxies {
    private static final int MSS = 0x01;
    private static final int SCALE = 0x02;
    private static final int SACK = 0x04;
    private static final int TIMESTAMP = 0x08;
    private static final int MSS_MAX = 0xffff;
    private static final int SCALE_MAX = 14;

    private SynProxies() {}

    /** Of the words of a statement: {@code mss 1460 wscale 7 timestamp sack-perm}. */
    static SynProxyTo of(St.SynProxying written) throws NftFault {
        Map<String, String> settings = new LinkedHashMap<>();
        String[] words = written.options().isEmpty() ? new String[0] : written.options().split(" ");
        for (int i = 0; i < words.length; i++) {
            boolean valued = words[i].equals("mss") || words[i].equals("wscale");
            settings.put(words[i], valued && i + 1 < words.length ? words[++i] : "");
        }
        return of(settings, written.place());
    }

    /** Of the settings of an object. */
    static SynProxyTo of(Map<String, String> settings, SourcePlace place) throws NftFault {
        int options = 0;
        int mss = 0;
        int scale = 0;
        for (var each : settings.entrySet()) {
            switch (each.getKey()) {
                case "mss" -> {
                    mss = number(each.getValue(), MSS_MAX, "mss", place);
                    options |= MSS;
                }
                case "wscale" -> {
                    scale = number(each.getValue(), SCALE_MAX, "wscale", place);
                    options |= SCALE;
                }
                case "timestamp" -> options |= TIMESTAMP;
                case "sack-perm" -> options |= SACK;
                case "flags" -> {}
                case "family", "table", "name", "handle", "comment" -> {}
                default ->
                        throw new NftFault(
                                place, "synproxy has no option " + Lexer.excerpt(each.getKey()));
            }
        }
        return new SynProxyTo(new SynProxy.Offer(options, scale, mss));
    }

    private static int number(String text, int most, String what, SourcePlace place)
            throws NftFault {
        boolean digits = Constants.numeric(text) && text.length() < 8;
        int value = digits ? ParserBase.big(text).intValue() : -1;
        if (value < 0 || value > most)
            throw new NftFault(place, what + " " + Lexer.excerpt(text) + " is out of 0.." + most);
        return value;
    }

    /** The settings as nft lists them: word to value, empty where a word stands alone. */
    static Map<String, String> settings(SynProxyTo proxy) {
        Map<String, String> settings = new LinkedHashMap<>();
        SynProxy.Offer offer = proxy.offer();
        if ((offer.options() & MSS) != 0) settings.put("mss", Integer.toString(offer.mss()));
        if ((offer.options() & SCALE) != 0) settings.put("wscale", Integer.toString(offer.scale()));
        if ((offer.options() & TIMESTAMP) != 0) settings.put("timestamp", "");
        if ((offer.options() & SACK) != 0) settings.put("sack-perm", "");
        return settings;
    }
}
