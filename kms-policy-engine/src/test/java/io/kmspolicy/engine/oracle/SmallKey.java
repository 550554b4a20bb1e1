package io.kmspolicy.engine.oracle;

import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.request.ContextValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The condition keys of the oracle, each with the values that its policies name and the values that
 * an unknown key can have. The latter contain a value of every class that the former distinguish.
 */
public enum SmallKey {
  VIA("kms:ViaService", Family.STRING, Holds.ONE, Words.NAMED, Words.POSSIBLE),
  TAG("aws:PrincipalTag/t", Family.STRING, Holds.ONE, Words.NAMED, Words.POSSIBLE),
  PAIR("kms:EncryptionContext:purpose", Family.STRING, Holds.ENTRIES, Words.FEW, Words.MEMBERS),
  NAMES("kms:EncryptionContextKeys", Family.STRING, Holds.SEVERAL, Words.FEW, Words.MEMBERS),
  CUSTOM("x:Custom", Family.STRING, Holds.PERHAPS_SEVERAL, Words.FEW, Words.MEMBERS),
  DAYS(
      "kms:ScheduleKeyDeletionPendingWindowInDays",
      Family.NUMERIC,
      Holds.ONE,
      List.of("5", "7", "10"),
      List.of("0", "5", "5.0", "6", "7", "7.0", "8", "10", "10.00", "12")),
  TIME(
      "aws:CurrentTime",
      Family.DATE,
      Holds.ONE,
      List.of("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"),
      List.of(
          "2019-06-01T00:00:00Z",
          "2020-01-01T00:00:00Z",
          "2020-06-01T00:00:00Z",
          "2021-01-01T00:00:00Z",
          "2022-01-01T00:00:00Z")),
  FLAG(
      "aws:SecureTransport",
      Family.BOOL,
      Holds.ONE,
      List.of("true", "false"),
      List.of("true", "false")),
  ADDRESS(
      "aws:SourceIp",
      Family.IP_ADDRESS,
      Holds.ONE,
      List.of("10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32"),
      List.of("10.1.2.3", "10.1.9.9", "10.9.9.9", "192.0.2.1")),
  SOURCE(
      "aws:SourceArn",
      Family.ARN,
      Holds.ONE,
      List.of("arn:aws:sns:r:1:a", "arn:aws:sns:*:1:*", "arn:aws:sqs:r:?:a*"),
      List.of(
          "arn:aws:sns:r:1:a",
          "arn:aws:sns:r:1:b",
          "arn:aws:sqs:r:1:ab",
          "arn:aws:sqs:r:11:ab",
          "arn:aws:s3:::x"));

  /** How many values a request can hold. */
  private enum Holds {
    ONE,
    SEVERAL,
    PERHAPS_SEVERAL,
    /** One value for each entry whose name is the key in some letter case (rule 3.2). */
    ENTRIES
  }

  /** Texts of keys that hold any text. */
  private static final class Words {
    static final List<String> NAMED = List.of("a", "A", "ab", "a*", "*b", "?", "a?b");
    static final List<String> POSSIBLE =
        List.of(
            "", "a", "A", "b", "z", "ab", "aB", "Ab", "AB", "az", "bb", "zz", "aab", "axxb", "azzz",
            "a*", "A*", "*b", "*B", "?", "a?b", "A?b", "a?B", "A?B");
    static final List<String> FEW = List.of("x", "y", "");
    static final List<String> MEMBERS = List.of("", "x", "X", "y", "Y", "q");
  }

  /** Texts that are no well-formed values of most keys; only a known key holds them. */
  private static final List<String> ODD = List.of("-1", "junk", "", "TRUE", "10.1.2.3/32");

  private static final int MAX_MEMBERS = 4;

  private final String key;
  private final String lowerKey;
  private final Family family;
  private final Holds holds;
  private final List<String> named;
  private final List<String> texts;
  private final List<ContextValue> possible;

  SmallKey(String key, Family family, Holds holds, List<String> named, List<String> texts) {
    this.key = key;
    this.lowerKey = key.toLowerCase(Locale.ROOT);
    this.family = family;
    this.holds = holds;
    this.named = named;
    this.texts = texts;
    this.possible = new ArrayList<>(List.of(ContextValue.absent()));
    if (holds == Holds.ONE) {
      texts.forEach(text -> possible.add(ContextValue.of(text)));
    } else {
      if (holds != Holds.ENTRIES) {
        possible.add(ContextValue.of());
      }
      addLists(List.of(), 0);
    }
  }

  /** Adds the sets of texts, and each text twice, which differs from it by rule 3.9. */
  private void addLists(List<String> begun, int from) {
    for (int i = from; i < texts.size() && begun.size() < MAX_MEMBERS; i++) {
      List<String> longer = new ArrayList<>(begun);
      longer.add(texts.get(i));
      possible.add(new ContextValue.Present(longer));
      if (begun.isEmpty()) {
        possible.add(ContextValue.of(texts.get(i), texts.get(i)));
      }
      addLists(longer, i + 1);
    }
  }

  /** The name of the key. */
  public String key() {
    return key;
  }

  /** The name in lower case. */
  public String lowerKey() {
    return lowerKey;
  }

  Family family() {
    return family;
  }

  /** Whether rule 3.9 holds for a single value too. */
  boolean isMultivalued() {
    return holds == Holds.SEVERAL;
  }

  /** Whether several entries of a map may be the key (rule 3.2). */
  boolean hasEntries() {
    return holds == Holds.ENTRIES;
  }

  List<String> named() {
    return named;
  }

  /** The values of an unknown key, absence included. */
  public List<ContextValue> possible() {
    return possible;
  }

  /** Values of a known key: the possible ones, and some that are not well-formed. */
  List<ContextValue> known() {
    List<ContextValue> known = new ArrayList<>(possible);
    ODD.forEach(text -> known.add(ContextValue.of(text)));
    known.add(ContextValue.of());
    known.add(ContextValue.of(texts.get(0), texts.get(1))); // two spellings of the key
    return known;
  }
}
