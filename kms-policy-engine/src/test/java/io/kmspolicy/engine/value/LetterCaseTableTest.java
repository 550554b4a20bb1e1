package io.kmspolicy.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.util.ULocale;
import com.ibm.icu.util.VersionInfo;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The committed table of letter case is the one that this class makes of ICU4J's tables (rule
 * 3.10). {@code -Dkmspolicy.golden=write} writes it.
 */
class LetterCaseTableTest {

  private static final Path TABLE =
      Path.of("../kms-policy-model/src/main/java/io/kmspolicy/model/text/LetterCaseTable.java");

  private static final String FIRST_LINE = "      \"\"\"\n";
  private static final String AFTER_LINES = "      \"\"\";\n";

  /** The version of Unicode of Java 8. */
  private static final VersionInfo OLDEST = VersionInfo.getInstance(6, 2);

  private static final int LAST = Character.MAX_CODE_POINT;

  private static final Map<Integer, List<Integer>> CLASSES = classes();

  /** How a letter is mapped to the representative of its class. */
  private record Mapping(int representative, char kind) {}

  private static boolean isOld(int letter) {
    return UCharacter.getAge(letter).compareTo(OLDEST) <= 0;
  }

  /** Simple case mapping, as {@link String#equalsIgnoreCase} compares characters. */
  private static int fold(int letter) {
    return UCharacter.toLowerCase(UCharacter.toUpperCase(letter));
  }

  /** The letters that simple case mapping or simple case folding relates, by one of them. */
  private static Map<Integer, List<Integer>> classes() {
    int[] parents = new int[LAST + 1];
    Arrays.setAll(parents, letter -> letter);
    for (int letter = 0; letter <= LAST; letter++) {
      join(parents, letter, UCharacter.toLowerCase(letter));
      join(parents, letter, UCharacter.toUpperCase(letter));
      join(parents, letter, fold(letter));
      join(parents, letter, UCharacter.foldCase(letter, true));
    }
    Map<Integer, List<Integer>> classes = new TreeMap<>();
    for (int letter = 0; letter <= LAST; letter++) {
      classes.computeIfAbsent(root(parents, letter), root -> new ArrayList<>(2)).add(letter);
    }
    classes.values().removeIf(letters -> letters.size() == 1);
    return classes;
  }

  private static void join(int[] parents, int left, int right) {
    parents[root(parents, left)] = root(parents, right);
  }

  private static int root(int[] parents, int letter) {
    int root = letter;
    while (parents[root] != root) {
      root = parents[root];
    }
    return root;
  }

  private static int representative(List<Integer> letters) {
    return letters.stream()
        .filter(letter -> fold(letter) == letter)
        .min(Comparator.<Integer, VersionInfo>comparing(UCharacter::getAge).thenComparing(c -> c))
        .orElseThrow();
  }

  private static boolean areCertainlyEqual(int left, int right) {
    return left == right
        || (fold(left) == fold(right)
            && isOld(left)
            && isOld(right)
            && left <= Character.MAX_VALUE
            && right <= Character.MAX_VALUE);
  }

  private static char kind(int letter, int representative) {
    if (!areCertainlyEqual(letter, representative)) {
      return 'o';
    }
    String small = UCharacter.toLowerCase(ULocale.ROOT, Character.toString(letter));
    return small.equals(Character.toString(representative)) ? 'l' : 'u';
  }

  private static NavigableMap<Integer, Mapping> mappings() {
    NavigableMap<Integer, Mapping> mappings = new TreeMap<>();
    for (List<Integer> letters : CLASSES.values()) {
      int representative = representative(letters);
      for (int letter : letters) {
        if (letter != representative) {
          mappings.put(letter, new Mapping(representative, kind(letter, representative)));
        }
      }
    }
    return mappings;
  }

  /** Runs of letters: the first, the last, their distance, the first representative, the kind. */
  private static String lines() {
    NavigableMap<Integer, Mapping> mappings = mappings();
    StringBuilder lines = new StringBuilder();
    while (!mappings.isEmpty()) {
      int first = mappings.firstKey();
      Mapping mapping = mappings.firstEntry().getValue();
      int step = mappings.containsKey(first + 1) ? 1 : 2;
      int last = first;
      while (continues(mappings, first, mapping, last + step, step)) {
        last += step;
      }
      lines.append(
          String.format(
              Locale.ROOT,
              "      %x %x %d %x %c%n",
              first,
              last,
              step,
              mapping.representative(),
              mapping.kind()));
      mappings.headMap(last, true).clear();
    }
    return lines.toString();
  }

  private static boolean continues(
      Map<Integer, Mapping> mappings, int first, Mapping mapping, int next, int step) {
    Mapping of = mappings.get(next);
    return of != null
        && of.kind() == mapping.kind()
        && of.representative() - next == mapping.representative() - first
        && (step == 1 || !mappings.containsKey(next - 1));
  }

  @Test
  void table_linesOfIcu_areCommitted() throws IOException {
    String committed = Files.readString(TABLE);
    int from = committed.indexOf(FIRST_LINE) + FIRST_LINE.length();
    int to = committed.indexOf(AFTER_LINES);
    String made = committed.substring(0, from) + lines() + committed.substring(to);
    if (System.getProperty("kmspolicy.golden", "").equals("write")) {
      Files.writeString(TABLE, made);
    }
    assertThat(committed).isEqualTo(made);
  }

  @Test
  void fold_lettersOfOneClass_areEqualIfAllVersionsAgree() {
    for (List<Integer> letters : CLASSES.values()) {
      for (int left : letters) {
        for (int right : letters) {
          if (left <= Character.MAX_VALUE && right <= Character.MAX_VALUE) {
            assertThat(LetterCase.areEqual((char) left, (char) right))
                .as("%x and %x", left, right)
                .isEqualTo(areCertainlyEqual(left, right));
          }
        }
      }
    }
  }

  @Test
  void widest_everyCharacter_isTheRepresentativeOfItsClass() {
    int[] expected = new int[LAST + 1];
    Arrays.setAll(expected, letter -> letter);
    for (List<Integer> letters : CLASSES.values()) {
      letters.forEach(letter -> expected[letter] = representative(letters));
    }
    for (int letter = 0; letter <= LAST; letter++) {
      String text = Character.toString(letter);
      assertThat(LetterCase.widest(text)).hasSameSizeAs(text);
      assertThat(LetterCase.widest(text).codePointAt(0)).isEqualTo(expected[letter]);
    }
  }

  @Test
  void hasOtherSpelling_everyCharacter_isThatOfTheLettersOfAllClasses() {
    BitSet cased = new BitSet();
    CLASSES.values().forEach(letters -> letters.forEach(cased::set));
    for (int letter = 0; letter <= LAST; letter++) {
      assertThat(LetterCase.hasOtherSpelling(Character.toString(letter)))
          .as("%x", letter)
          .isEqualTo(cased.get(letter));
    }
  }

  @Test
  void isOpen_everyClass_tellsWhetherItsLettersAreAllCertainlyEqual() {
    for (List<Integer> letters : CLASSES.values()) {
      int first = letters.get(0);
      boolean certain = letters.stream().allMatch(letter -> areCertainlyEqual(first, letter));
      for (int letter : letters) {
        assertThat(LetterCase.isOpen(Character.toString(letter)))
            .as("%x", letter)
            .isEqualTo(!certain);
      }
    }
  }

  @Test
  void isOpenName_everyClass_tellsWhetherItsSmallLettersAreCertainlyOne() {
    for (List<Integer> letters : CLASSES.values()) {
      boolean ascii = letters.get(0) < 0x80;
      boolean one =
          letters.stream().map(c -> LetterCase.lowerCase(Character.toString(c))).distinct().count()
              == 1;
      for (int letter : letters) {
        assertThat(LetterCase.isOpenName(Character.toString(letter)))
            .as("%x", letter)
            .isEqualTo(!ascii && !one);
      }
    }
  }

  @Test
  void lowerCase_everyOldLetter_isThatOfThisJavaWhereItIsOneLetter() {
    for (char c = 0; c < Character.MAX_VALUE; c++) {
      String text = String.valueOf(c);
      String lower = LetterCase.lowerCase(text);
      if (!lower.equals(text)) {
        assertThat(lower).isEqualTo(text.toLowerCase(Locale.ROOT));
      }
    }
  }

  @Test
  void table_letterOfAscii_isEqualOnThisJavaToTheSameLetters() {
    for (char ascii = 0; ascii < 0x80; ascii++) {
      for (char c = 0; c < Character.MAX_VALUE; c++) {
        boolean equal = String.valueOf(ascii).equalsIgnoreCase(String.valueOf(c));
        assertThat(LetterCase.areEqual(ascii, c))
            .as("%x and %x", (int) ascii, (int) c)
            .isEqualTo(equal);
      }
    }
  }

  @Test
  void isUnsafe_everyCharacter_isThatOfIcu() {
    for (int c = 0; c <= LAST; c++) {
      int type = UCharacter.getType(c);
      boolean unsafe =
          type == UCharacterCategory.CONTROL
              || type == UCharacterCategory.FORMAT
              || type == UCharacterCategory.LINE_SEPARATOR
              || type == UCharacterCategory.PARAGRAPH_SEPARATOR
              || type == UCharacterCategory.SURROGATE;
      assertThat(Quoting.isUnsafe(c)).as("%x", c).isEqualTo(unsafe);
    }
  }
}
