package io.kmspolicy.engine.combine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Few and many names of encryption context pairs against comparing one by one (rule 3.2). */
class SpelledNamesTest {

  private static String name(Random random) {
    String name = "n" + random.nextInt(20);
    return random.nextInt(3) == 0 ? name.toUpperCase(Locale.ROOT) : name;
  }

  private static List<String> names(Random random, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(name(random));
    }
    return names;
  }

  @Test
  @DisplayName("3.2: a name is found as it is spelled, or in any letter case, among few and many")
  void contains_fewAndManyNames_comparesEach() {
    Random random = new Random(20_261_127);
    for (int count = 0; count < 40; count++) {
      List<String> names = names(random, count);
      SpelledNames spelled = new SpelledNames(names);
      for (int i = 0; i < 20; i++) {
        String name = name(random);

        assertThat(spelled.contains(name))
            .as("%s in %s", name, names)
            .isEqualTo(names.contains(name));
        assertThat(spelled.containsIgnoringCase(name))
            .as("%s in %s", name, names)
            .isEqualTo(names.stream().anyMatch(name::equalsIgnoreCase));
      }
    }
  }

  @Test
  @DisplayName(
      "5.9: pairs hold no other names if each occurs in the constraint, in any letter case")
  void areAllIn_fewAndManyNames_comparesEach() {
    Random random = new Random(20_261_127);
    for (int i = 0; i < 2_000; i++) {
      List<String> names = names(random, random.nextInt(4));
      Set<String> others = new HashSet<>(names(random, random.nextInt(40)));

      assertThat(new SpelledNames(names).areAllIn(others))
          .as("%s in %s", names, others)
          .isEqualTo(
              names.stream().allMatch(name -> others.stream().anyMatch(name::equalsIgnoreCase)));
    }
  }
}
