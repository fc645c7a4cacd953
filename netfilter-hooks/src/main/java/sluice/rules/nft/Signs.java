package sluice.rules.nft;

import sluice.rules.SourcePlace;

/** Which sign of comparison is written where several mean the same. */
final class Signs {
    private Signs() {}

    /**
     * A comparison as it is listed: without {@code ==} unless that makes a difference, as it does
     * with bits, or stands behind an operator.
     */
    static St.Match normal(SourcePlace place, Ex left, String sign, Ex right) {
        boolean set = right instanceof Ex.Braces || right instanceof Ex.SetName;
        String listed = sign;
        if (set || (!bits(left) && !(left instanceof Ex.Binary))) {
            if (sign.equals("==")) listed = "";
        } else if (!bits(left) && sign.isEmpty()) {
            listed = "==";
        }
        return new St.Match(place, left, listed, right);
    }

    /** Whether values are combined as bits. */
    private static boolean bits(Ex left) {
        return switch (left) {
            case Ex.Binary binary -> bits(binary.left());
            case Ex.Field field -> field.protocol().equals("tcp") && field.name().equals("flags");
            case Ex.CtOf ct ->
                    switch (ct.key()) {
                        case "state", "status", "label", "event" -> true;
                        default -> false;
                    };
            default -> false;
        };
    }
}
