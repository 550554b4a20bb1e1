package io.kmspolicy.model.json;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of a JSON document that its source leaves open, such as {@code !GetAtt Role.Arn} of a
 * template. Each stands in a string between two noncharacters of Unicode, with its kind and the
 * expression of the source. Only the reader of the source writes them, and only a reader that was
 * told so takes them for more than text. AWS stores no policy with these characters.
 */
public final class OpaqueText {

  private static final char OPEN = '\uFDD0';
  private static final char CLOSE = '\uFDD1';

  /** Stands between the expression and the definition of what it names. */
  private static final char DEFINED = '\uFDD2';

  /** What stands for the four characters above in a text of a choice that has opaque parts. */
  private static final String NESTED = "\uFDD3\uFDD4\uFDD5\uFDD6";

  /** What stands for such a character of the source itself, which no policy has. */
  private static final char REPLACEMENT = '\uFFFD';

  /** Stands before each text of a choice, and before a pattern. */
  private static final String CHOICES = ";";

  private static final String MARKS = "" + OPEN + CLOSE + DEFINED + CHOICES;
  private static final char WRITTEN_QUOTE = '\u201D';
  private static final char WRITTEN_BACKSLASH = '\u29F5';

  /** With more texts, any text is tried. */
  private static final int MAX_CHOICES = 20;

  private static final Pattern PART =
      Pattern.compile(
          OPEN
              + "([A-Z])([^"
              + OPEN
              + CLOSE
              + DEFINED
              + "]*)(?:"
              + DEFINED
              + "([^"
              + OPEN
              + CLOSE
              + "]*))?"
              + CLOSE);

  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1F]");

  /** A part of an ARN, which may be opaque. */
  private static final String FIELD =
      "(?:[^:\"" + OPEN + CLOSE + "]|" + OPEN + "[^" + CLOSE + "]*" + CLOSE + ")*";

  /** The rest of an opaque part whose expression is the whole ARN of a resource of a stack. */
  private static final String WHOLE =
      "(?:R|[DK](?=!GetAtt [^ ]{1,300}\\.Arn["
          + CLOSE
          + DEFINED
          + "])|D(?=!Ref (?!AWS::)))([^"
          + OPEN
          + CLOSE
          + DEFINED
          + "]*)[^"
          + OPEN
          + CLOSE
          + "]*"
          + CLOSE;

  /** The ARN of a resource of a stack: its expression says more than the parts that are known. */
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "arn:"
              + FIELD
              + ":[a-z0-9-]+:"
              + FIELD
              + ":"
              + FIELD
              + ":(?:log-group:"
              + OPEN
              + WHOLE
              + ":\\*|(?:[A-Za-z]+[/:])?"
              + OPEN
              + WHOLE
              + ")");

  /** What may stand in place of an opaque part. */
  public enum Kind {
    /** The account of a stack. */
    ACCOUNT('C'),
    /** The Region of a stack. */
    REGION('G'),
    /** The partition of a stack. */
    PARTITION('P'),
    /** The domain of the endpoints of a partition. */
    SUFFIX('U'),
    /** The name of a role, with the path in front of it. */
    ROLE_NAME('R'),
    /** The id of a key of the stack. */
    KEY_ID('K'),
    /** The name or id of a stack or of a resource in it, which has no wildcard. */
    STACK_NAME('D'),
    /** The ARN of one resource of another file. */
    RESOURCE_ARN('I'),
    /** One of the texts that the source lists. */
    CHOICE('L'),
    /** Any text, of a form that its name or description tells: one ARN, or one account. */
    NAMED('M'),
    /** Any text. */
    ANY('A'),
    /** Whether a condition of the source holds. */
    TRUTH('T'),
    /** Whether a condition of the source does not hold: the opposite of its truth. */
    OPPOSITE('O'),
    /** An effect. */
    EFFECT('E'),
    /** A whole principal: the string stands for a value of any type. */
    PRINCIPAL('N'),
    /** A whole condition block: the string stands for an object. */
    CONDITION('B'),
    /** A whole statement: the string stands for an object. */
    STATEMENT('S');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    /** Whether a string with a part of this kind stands for a value that need not be a string. */
    public boolean isStructure() {
      return this == PRINCIPAL || this == CONDITION || this == STATEMENT;
    }

    /** Whether it is whether a condition of the source holds, or does not hold. */
    public boolean isTruth() {
      return this == TRUTH || this == OPPOSITE;
    }

    /** Whether it is one value, the same everywhere in a stack. */
    public boolean isOfStack() {
      return this == ACCOUNT || this == REGION || this == PARTITION || this == SUFFIX;
    }

    private static Kind of(char letter) {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      return ANY;
    }
  }

  /**
   * An opaque part. Equal parts have equal values.
   *
   * @param kind what may stand there
   * @param reference the expression of the source
   * @param definition what identifies the definition of what the expression names; empty if there
   *     is none
   */
  public record Part(Kind kind, String reference, String definition) {

    /**
     * The texts of which it is one, if it is a choice. They may have opaque parts, which do not.
     */
    public List<String> choices() {
      return Stream.of(definition.substring(definition.indexOf(CHOICES) + 1).split(CHOICES, -1))
          .map(text -> exchanged(text, NESTED, MARKS))
          .toList();
    }

    /** The regular expression that its values match somewhere; empty if none is known. */
    public String pattern() {
      boolean isLimited = (kind == Kind.ANY || kind == Kind.NAMED) && definition.contains(CHOICES);
      return isLimited
          ? definition
              .substring(definition.indexOf(CHOICES) + 1)
              .replace(WRITTEN_QUOTE, '"')
              .replace(WRITTEN_BACKSLASH, '\\')
          : "";
    }

    /** The text of the part. */
    public String text() {
      return of(kind, reference, definition);
    }
  }

  private OpaqueText() {}

  /** The text of an opaque part, which JSON writes as it is. */
  public static String of(Kind kind, String reference) {
    return of(kind, reference, "");
  }

  /**
   * The text of an opaque part.
   *
   * @param definition what identifies the definition of what the expression names: in two versions
   *     of a source, an expression has one value only if this is the same
   */
  public static String of(Kind kind, String reference, String definition) {
    String defined = definition.isEmpty() ? "" : DEFINED + written(definition);
    return OPEN + String.valueOf(kind.letter) + written(reference) + defined + CLOSE;
  }

  /**
   * The text of an opaque part that is one of some texts, which may have opaque parts.
   *
   * @return empty if the texts cannot be listed
   */
  public static Optional<String> choice(
      Collection<String> choices, String reference, String definition) {
    Set<String> texts = new LinkedHashSet<>();
    for (String choice : choices) {
      Set<Part> parts = parts(choice);
      boolean isChoice =
          parts.size() == 1
              && parts.stream()
                  .allMatch(part -> part.kind() == Kind.CHOICE && part.text().equals(choice));
      if (isChoice) {
        parts.forEach(part -> texts.addAll(part.choices()));
      } else {
        texts.add(choice);
      }
    }
    boolean isListed =
        !texts.isEmpty()
            && texts.size() <= MAX_CHOICES
            && texts.stream().allMatch(OpaqueText::canBeListed);
    return isListed
        ? Optional.of(
            of(
                Kind.CHOICE,
                reference,
                definition.replace(CHOICES, " ")
                    + texts.stream()
                        .map(text -> CHOICES + (in(text) ? exchanged(text, MARKS, NESTED) : text))
                        .collect(Collectors.joining())))
        : Optional.empty();
  }

  /** Whether a text can be read again where it stands among choices. */
  private static boolean canBeListed(String text) {
    return text.chars().noneMatch(c -> NESTED.indexOf(c) >= 0)
        && (in(text)
            ? parts(text).stream().allMatch(part -> !part.kind().isStructure())
            : written(text).equals(text) && !text.contains(CHOICES));
  }

  /** The text with the characters of one list in place of those of another. */
  private static String exchanged(String text, String from, String to) {
    String exchanged = text;
    for (int i = 0; i < from.length(); i++) {
      exchanged = exchanged.replace(from.charAt(i), to.charAt(i));
    }
    return exchanged;
  }

  /**
   * The text of an opaque part of which the source gives a pattern.
   *
   * @param pattern a regular expression that is found in each of its values
   */
  public static String matching(Kind kind, String pattern, String reference, String definition) {
    boolean isKept =
        !pattern.isEmpty()
            && pattern.chars().noneMatch(c -> c == WRITTEN_QUOTE || c == WRITTEN_BACKSLASH)
            && plain(pattern).equals(pattern)
            && !CONTROL.matcher(pattern).find();
    String known = definition.replace(CHOICES, " ");
    return of(kind, reference, isKept ? known + CHOICES + pattern : known);
  }

  /** The text of an opaque part that stands for a value of which only this text is known. */
  public static String whole(Kind kind, String text) {
    String definitions =
        parts(text).stream()
            .map(Part::definition)
            .filter(definition -> !definition.isEmpty())
            .collect(Collectors.joining(" "));
    return of(kind, shown(text), definitions);
  }

  private static String written(String text) {
    String plain = plain(text).replace('"', WRITTEN_QUOTE).replace('\\', WRITTEN_BACKSLASH);
    return CONTROL.matcher(plain).replaceAll(" ");
  }

  /** A text of the source, in which nothing looks like an opaque part. */
  public static String plain(String text) {
    return text.replace(OPEN, REPLACEMENT)
        .replace(CLOSE, REPLACEMENT)
        .replace(DEFINED, REPLACEMENT);
  }

  /** Whether a text has opaque parts. */
  public static boolean in(String text) {
    return text.indexOf(OPEN) >= 0;
  }

  /** The opaque parts of a text, each once, in their order. */
  public static Set<Part> parts(String text) {
    Set<Part> found = new LinkedHashSet<>();
    Matcher matcher = PART.matcher(text);
    while (matcher.find()) {
      found.add(part(matcher));
    }
    return found;
  }

  /** The truths that must hold together where a text is made of nothing else; empty otherwise. */
  public static Set<Part> truths(String text) {
    Set<Part> parts = parts(text);
    boolean isTruth =
        replaced(text, part -> "").isEmpty()
            && parts.stream().allMatch(part -> part.kind().isTruth());
    return isTruth ? parts : Set.of();
  }

  /** The text with another text in place of each opaque part. */
  public static String replaced(String text, Function<Part, String> values) {
    return PART.matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(values.apply(part(found))));
  }

  private static Part part(MatchResult found) {
    String definition = found.group(3);
    return new Part(
        Kind.of(found.group(1).charAt(0)), found.group(2), definition == null ? "" : definition);
  }

  /** The text as people see it, with the expressions of the source. */
  public static String shown(String text) {
    return in(text) ? replaced(withoutAttributes(text), Part::reference) : text;
  }

  private static String withoutAttributes(String text) {
    return ATTRIBUTE
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(found.group(1) == null ? found.group(2) : found.group(1)));
  }
}
