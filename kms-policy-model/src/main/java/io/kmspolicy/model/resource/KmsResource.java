package io.kmspolicy.model.resource;

import java.util.Optional;

/** What a request acts on. Authorization is always on the ARN (rule 2.17). */
public sealed interface KmsResource {

  /**
   * The resource as a policy sees it, or for a key without a known id a description. Resources that
   * differ have different texts, so it can stand for the resource in a cache.
   */
  String arn();

  /** The account that owns the resource; empty if it is not known or if there is no resource. */
  default String owner() {
    return "";
  }

  /**
   * The resource that a text names: a key ARN, an alias ARN, or {@code *}.
   *
   * @throws InvalidNameException if the text names no resource of KMS
   */
  static KmsResource parse(String text) {
    if (text.equals("*")) {
      return new Any();
    }
    Optional<Arn> kms =
        Arn.parse(text)
            .filter(arn -> arn.service().equals("kms"))
            .filter(arn -> Arn.isAccountId(arn.accountId()))
            .filter(arn -> !arn.region().isEmpty() && !arn.partition().isEmpty());
    Optional<KmsResource> key =
        kms.flatMap(
            arn ->
                arn.resourceOfKind("key")
                    .map(id -> new Key(arn.partition(), arn.region(), arn.accountId(), id, text)));
    return key.or(
            () ->
                kms.flatMap(
                    arn ->
                        arn.resourceOfKind("alias")
                            .map(
                                name ->
                                    new Alias(
                                        arn.partition(), arn.region(), arn.accountId(), name))))
        .orElseThrow(
            () ->
                new InvalidNameException(
                    "`"
                        + text
                        + "` is not a KMS resource; it must be a key ARN, an alias ARN or `*`"));
  }

  /** A Region; with its partition, unless that is the largest one. */
  private static String place(String partition, String region) {
    return partition.equals("aws") ? region : region + " of partition `" + partition + "`";
  }

  /** A resource that belongs to an account and a Region. */
  sealed interface Owned extends KmsResource {
    /** The partition, such as {@code aws}. */
    String partition();

    /** The Region. */
    String region();

    /** The account that owns the resource. */
    String accountId();

    @Override
    default String owner() {
      return accountId();
    }

    /**
     * An alias of the same account and Region.
     *
     * @param name the name without the leading {@code alias/}
     */
    default Alias alias(String name) {
      return new Alias(partition(), region(), accountId(), name);
    }
  }

  /**
   * A key.
   *
   * <p>Not a record, because it keeps its ARN: decisions are asked by it, over and over, and a
   * lookup with the very string that a snapshot holds compares no characters.
   */
  final class Key implements Owned {

    private final String partition;
    private final String region;
    private final String accountId;
    private final String keyId;
    private final String arn;

    /** A key by the parts of its ARN. */
    public Key(String partition, String region, String accountId, String keyId) {
      this(
          partition,
          region,
          accountId,
          keyId,
          "arn:" + partition + ":kms:" + region + ":" + accountId + ":key/" + keyId);
    }

    private Key(String partition, String region, String accountId, String keyId, String arn) {
      this.partition = partition;
      this.region = region;
      this.accountId = accountId;
      this.keyId = keyId;
      this.arn = arn;
    }

    @Override
    public String partition() {
      return partition;
    }

    @Override
    public String region() {
      return region;
    }

    @Override
    public String accountId() {
      return accountId;
    }

    /** The id, the last part of the ARN. */
    public String keyId() {
      return keyId;
    }

    @Override
    public String arn() {
      return arn;
    }

    /** Whether this is a multi-Region key (rule 2.19). */
    public boolean isMultiRegion() {
      return keyId.startsWith("mrk-");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && arn.equals(that.arn);
    }

    @Override
    public int hashCode() {
      return arn.hashCode();
    }

    @Override
    public String toString() {
      return arn;
    }
  }

  /**
   * An alias, for the alias half of an alias operation (rule 5.11).
   *
   * @param name the name without the leading {@code alias/}
   */
  record Alias(String partition, String region, String accountId, String name) implements Owned {
    @Override
    public String arn() {
      return "arn:" + partition + ":kms:" + region + ":" + accountId + ":alias/" + name;
    }

    /** Whether AWS reserves the alias (rule 5.11). */
    public boolean isReserved() {
      return name.startsWith("aws/");
    }
  }

  /**
   * A key that is being created: its id is not known, only its kind (rule 5.10).
   *
   * @param multiRegion whether the id will be {@code mrk-} and 32 hexadecimal digits; otherwise it
   *     will be a UUID
   */
  record NewKey(String partition, String region, String accountId, boolean multiRegion)
      implements Owned {

    private static final String MULTI_REGION_ID = "mrk-00000000000000000000000000000000";
    private static final String ID = "00000000-0000-0000-0000-000000000000";

    @Override
    public String arn() {
      return "a new "
          + (multiRegion ? "multi-Region " : "")
          + "key of account "
          + accountId
          + " in "
          + place(partition, region);
    }

    /**
     * The form of the ARN that the key will get.
     *
     * @param digit what stands for every hexadecimal digit of the id
     */
    public String arnOf(char digit) {
      String id = (multiRegion ? MULTI_REGION_ID : ID).replace('0', digit);
      return "arn:" + partition + ":kms:" + region + ":" + accountId + ":key/" + id;
    }
  }

  /** No resource of its own: {@code *} (rule 2.7). */
  record Any() implements KmsResource {
    @Override
    public String arn() {
      return "*";
    }
  }

  /**
   * A key that the client cannot name: the one behind a ciphertext, which is any key of any account
   * in the Region of the call, or the one behind an alias, which belongs to the alias's account
   * (rules 2.17, 6.1).
   *
   * @param region the Region; empty if it is not known
   * @param accountId the account that owns the key; empty if it is not known
   */
  record UnknownKey(String partition, String region, String accountId) implements KmsResource {

    /** A key of any account. */
    public UnknownKey(String partition, String region) {
      this(partition, region, "");
    }

    @Override
    public String arn() {
      return "an unknown key"
          + (accountId.isEmpty() ? "" : " of account " + accountId)
          + (region.isEmpty() ? "" : " in " + place(partition, region));
    }

    @Override
    public String owner() {
      return accountId;
    }
  }
}
