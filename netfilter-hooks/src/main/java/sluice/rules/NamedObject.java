package sluice.rules;

/**
 * A statement with a name, which several rules and maps share ({@code struct nft_object}).
 *
 * @param kind the word of {@code nft}: {@code counter}, {@code quota}, {@code limit}, {@code ct
 *     helper}
 */
public record NamedObject(String kind, String name, Statement statement) {}
