package io.kmspolicy.model.text;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The classes of letters that differ in case only, as Unicode 17 has them. {@code
 * LetterCaseTableTest} makes the lines of ICU4J's tables and compares them.
 */
final class LetterCaseTable {

  /**
   * Runs of letters, in hexadecimal but for the distance: the first, the last, the distance from
   * one to the next, the representative of the first one's class, and the kind. Kinds: {@code l}
   * lower-case mapping leads to the representative; {@code u} upper-case mapping and then
   * lower-case mapping leads to it; {@code o} not in all versions of Unicode since 6.2.
   */
  private static final String RUNS =
      """
      41 5a 1 61 l
      b5 b5 2 3bc u
      c0 d6 1 e0 l
      d8 de 1 f8 l
      100 12e 2 101 l
      130 130 1 69 u
      131 131 1 69 u
      132 136 2 133 l
      139 147 2 13a l
      14a 176 2 14b l
      178 178 1 ff l
      179 17d 2 17a l
      17f 17f 2 73 u
      181 181 1 253 l
      182 184 2 183 l
      186 186 1 254 l
      187 187 2 188 l
      189 18a 1 256 l
      18b 18b 2 18c l
      18e 18e 1 1dd l
      18f 18f 1 259 l
      190 190 1 25b l
      191 191 2 192 l
      193 193 1 260 l
      194 194 2 263 l
      196 196 1 269 l
      197 197 1 268 l
      198 198 2 199 l
      19c 19c 1 26f l
      19d 19d 2 272 l
      19f 19f 1 275 l
      1a0 1a4 2 1a1 l
      1a6 1a6 1 280 l
      1a7 1a7 2 1a8 l
      1a9 1a9 2 283 l
      1ac 1ac 2 1ad l
      1ae 1ae 1 288 l
      1af 1af 2 1b0 l
      1b1 1b2 1 28a l
      1b3 1b5 2 1b4 l
      1b7 1b7 1 292 l
      1b8 1b8 2 1b9 l
      1bc 1bc 2 1bd l
      1c4 1c4 1 1c6 l
      1c5 1c5 2 1c6 l
      1c7 1c7 1 1c9 l
      1c8 1c8 2 1c9 l
      1ca 1ca 1 1cc l
      1cb 1db 2 1cc l
      1de 1ee 2 1df l
      1f1 1f1 1 1f3 l
      1f2 1f4 2 1f3 l
      1f6 1f6 1 195 l
      1f7 1f7 1 1bf l
      1f8 21e 2 1f9 l
      220 220 2 19e l
      222 232 2 223 l
      23a 23a 1 2c65 l
      23b 23b 2 23c l
      23d 23d 1 19a l
      23e 23e 2 2c66 l
      241 241 2 242 l
      243 243 1 180 l
      244 244 1 289 l
      245 245 1 28c l
      246 24e 2 247 l
      345 345 2 3b9 u
      370 372 2 371 l
      376 376 2 377 l
      37f 37f 2 3f3 o
      386 386 2 3ac l
      388 38a 1 3ad l
      38c 38c 2 3cc l
      38e 38f 1 3cd l
      391 3a1 1 3b1 l
      3a3 3ab 1 3c3 l
      3c2 3c2 2 3c3 u
      3cf 3cf 1 3d7 l
      3d0 3d0 1 3b2 u
      3d1 3d1 2 3b8 u
      3d5 3d5 1 3c6 u
      3d6 3d6 2 3c0 u
      3d8 3ee 2 3d9 l
      3f0 3f0 1 3ba u
      3f1 3f1 2 3c1 u
      3f4 3f4 1 3b8 l
      3f5 3f5 2 3b5 u
      3f7 3f7 2 3f8 l
      3f9 3f9 1 3f2 l
      3fa 3fa 2 3fb l
      3fd 3ff 1 37b l
      400 40f 1 450 l
      410 42f 1 430 l
      460 480 2 461 l
      48a 4be 2 48b l
      4c0 4c0 1 4cf l
      4c1 4cd 2 4c2 l
      4d0 526 2 4d1 l
      528 52e 2 529 o
      531 556 1 561 l
      10a0 10c5 1 2d00 l
      10c7 10c7 2 2d27 l
      10cd 10cd 2 2d2d l
      13a0 13ef 1 ab70 o
      13f0 13f5 1 13f8 o
      1c80 1c80 1 432 o
      1c81 1c81 1 434 o
      1c82 1c82 1 43e o
      1c83 1c84 1 441 o
      1c85 1c85 1 442 o
      1c86 1c86 1 44a o
      1c87 1c87 1 463 o
      1c88 1c88 1 a64b o
      1c89 1c89 2 1c8a o
      1c90 1cba 1 10d0 o
      1cbd 1cbf 1 10fd o
      1e00 1e94 2 1e01 l
      1e9b 1e9b 2 1e61 u
      1e9e 1e9e 2 df l
      1ea0 1efe 2 1ea1 l
      1f08 1f0f 1 1f00 l
      1f18 1f1d 1 1f10 l
      1f28 1f2f 1 1f20 l
      1f38 1f3f 1 1f30 l
      1f48 1f4d 1 1f40 l
      1f59 1f5f 2 1f51 l
      1f68 1f6f 1 1f60 l
      1f88 1f8f 1 1f80 l
      1f98 1f9f 1 1f90 l
      1fa8 1faf 1 1fa0 l
      1fb8 1fb9 1 1fb0 l
      1fba 1fbb 1 1f70 l
      1fbc 1fbc 2 1fb3 l
      1fbe 1fbe 2 3b9 u
      1fc8 1fcb 1 1f72 l
      1fcc 1fcc 2 1fc3 l
      1fd3 1fd3 2 390 o
      1fd8 1fd9 1 1fd0 l
      1fda 1fdb 1 1f76 l
      1fe3 1fe3 2 3b0 o
      1fe8 1fe9 1 1fe0 l
      1fea 1feb 1 1f7a l
      1fec 1fec 2 1fe5 l
      1ff8 1ff9 1 1f78 l
      1ffa 1ffb 1 1f7c l
      1ffc 1ffc 2 1ff3 l
      2126 2126 2 3c9 l
      212a 212a 1 6b l
      212b 212b 2 e5 l
      2132 2132 2 214e l
      2160 216f 1 2170 l
      2183 2183 2 2184 l
      24b6 24cf 1 24d0 l
      2c00 2c2e 1 2c30 l
      2c2f 2c2f 2 2c5f o
      2c60 2c60 2 2c61 l
      2c62 2c62 1 26b l
      2c63 2c63 1 1d7d l
      2c64 2c64 2 27d l
      2c67 2c6b 2 2c68 l
      2c6d 2c6d 1 251 l
      2c6e 2c6e 1 271 l
      2c6f 2c6f 1 250 l
      2c70 2c70 2 252 l
      2c72 2c72 2 2c73 l
      2c75 2c75 2 2c76 l
      2c7e 2c7f 1 23f l
      2c80 2ce2 2 2c81 l
      2ceb 2ced 2 2cec l
      2cf2 2cf2 2 2cf3 l
      a640 a66c 2 a641 l
      a680 a696 2 a681 l
      a698 a69a 2 a699 o
      a722 a72e 2 a723 l
      a732 a76e 2 a733 l
      a779 a77b 2 a77a l
      a77d a77d 1 1d79 l
      a77e a786 2 a77f l
      a78b a78b 2 a78c l
      a78d a78d 2 265 l
      a790 a792 2 a791 l
      a796 a79e 2 a797 o
      a7a0 a7a8 2 a7a1 l
      a7aa a7aa 1 266 l
      a7ab a7ab 1 25c o
      a7ac a7ac 1 261 o
      a7ad a7ad 1 26c o
      a7ae a7ae 2 26a o
      a7b0 a7b0 1 29e o
      a7b1 a7b1 1 287 o
      a7b2 a7b2 1 29d o
      a7b3 a7b3 1 ab53 o
      a7b4 a7c2 2 a7b5 o
      a7c4 a7c4 1 a794 o
      a7c5 a7c5 1 282 o
      a7c6 a7c6 1 1d8e o
      a7c7 a7c9 2 a7c8 o
      a7cb a7cb 1 264 o
      a7cc a7da 2 a7cd o
      a7dc a7dc 2 19b o
      a7f5 a7f5 2 a7f6 o
      fb06 fb06 2 fb05 o
      ff21 ff3a 1 ff41 l
      10400 10427 1 10428 o
      104b0 104d3 1 104d8 o
      10570 1057a 1 10597 o
      1057c 1058a 1 105a3 o
      1058c 10592 1 105b3 o
      10594 10595 1 105bb o
      10c80 10cb2 1 10cc0 o
      10d50 10d65 1 10d70 o
      118a0 118bf 1 118c0 o
      16e40 16e5f 1 16e60 o
      16ea0 16eb8 1 16ebb o
      1e900 1e921 1 1e922 o
      """;

  private static final int PAGE_BITS = 8;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final int HEXADECIMAL = 16;
  private static final int FIRST_BEYOND_ASCII = 0x80;

  private static final List<Run> LETTERS = RUNS.lines().map(Run::parse).toList();

  private static final char[] @Nullable [] CERTAIN = pages("lu");
  private static final char[] @Nullable [] LOWER = pages("l");
  private static final char[] @Nullable [] WIDEST = pages("luo");

  /** The letters of the classes whose letters are not all certainly equal. */
  private static final BitSet OPEN = letters("o", 0);

  /** The same for names, where upper-case mapping is open too, without the classes of ASCII. */
  private static final BitSet OPEN_IN_NAMES = letters("uo", FIRST_BEYOND_ASCII);

  /** The letters of all classes. */
  private static final BitSet CASED = letters("luo", 0);

  private LetterCaseTable() {}

  private record Run(int first, int last, int step, int representative, String kind) {

    static Run parse(String line) {
      String[] fields = line.split(" ");
      return new Run(
          Integer.parseInt(fields[0], HEXADECIMAL),
          Integer.parseInt(fields[1], HEXADECIMAL),
          Integer.parseInt(fields[2]),
          Integer.parseInt(fields[3], HEXADECIMAL),
          fields[4]);
    }

    boolean contains(int letter) {
      return letter >= first && letter <= last && (letter - first) % step == 0;
    }

    int representativeOf(int letter) {
      return representative + letter - first;
    }

    void forEach(IntConsumer letters) {
      for (int letter = first; letter <= last; letter += step) {
        letters.accept(letter);
      }
    }
  }

  /** The images of the characters, by their upper bits; null where none is mapped. */
  private static char[] @Nullable [] pages(String kinds) {
    char[] @Nullable [] pages = new char[PAGE][];
    for (Run run : LETTERS) {
      if (kinds.contains(run.kind()) && run.last() <= Character.MAX_VALUE) {
        run.forEach(
            letter -> page(pages, letter)[letter & PAGE - 1] = (char) run.representativeOf(letter));
      }
    }
    return pages;
  }

  private static char[] page(char[] @Nullable [] pages, int letter) {
    int upper = letter >> PAGE_BITS;
    char @Nullable [] page = pages[upper];
    if (page == null) {
      page = new char[PAGE];
      for (int lower = 0; lower < PAGE; lower++) {
        page[lower] = (char) (upper << PAGE_BITS | lower);
      }
      pages[upper] = page;
    }
    return page;
  }

  /** The letters of the classes from a representative on that have a letter of these kinds. */
  private static BitSet letters(String kinds, int from) {
    BitSet representatives = new BitSet();
    for (Run run : LETTERS) {
      if (kinds.contains(run.kind())) {
        run.forEach(letter -> representatives.set(run.representativeOf(letter)));
      }
    }
    representatives.clear(0, from);
    BitSet letters = new BitSet();
    letters.or(representatives);
    for (Run run : LETTERS) {
      run.forEach(
          letter -> {
            if (representatives.get(run.representativeOf(letter))) {
              letters.set(letter);
            }
          });
    }
    return letters;
  }

  private static char map(char[] @Nullable [] pages, char c) {
    char @Nullable [] page = pages[c >> PAGE_BITS];
    return page == null ? c : page[c & PAGE - 1];
  }

  /** The representative of the characters that certainly equal this one. */
  static char fold(char c) {
    return map(CERTAIN, c);
  }

  /** The small letter, if all versions have it. */
  static char lower(char c) {
    return map(LOWER, c);
  }

  /** The representative of the letters that equal this one in some version. */
  static int widest(int letter) {
    if (letter <= Character.MAX_VALUE) {
      return map(WIDEST, (char) letter);
    }
    for (Run run : LETTERS) {
      if (run.contains(letter)) {
        return run.representativeOf(letter);
      }
    }
    return letter;
  }

  static boolean hasCase(int letter) {
    return CASED.get(letter);
  }

  static boolean isOpen(int letter) {
    return OPEN.get(letter);
  }

  static boolean isOpenInNames(int letter) {
    return OPEN_IN_NAMES.get(letter);
  }
}
