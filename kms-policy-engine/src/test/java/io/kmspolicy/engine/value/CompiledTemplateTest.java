package io.kmspolicy.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.value.CompiledTemplate.Knowledge;
import io.kmspolicy.engine.value.VariableResolver.Resolved;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates that read their variables while they match, beside templates resolved before. */
class CompiledTemplateTest {

  private static final VariableResolver RESOLVER = new VariableResolver(KmsCatalogue.bundled());

  private static final String NAME = "aws:username";

  /** Key policies do not support it (rule 5.17). */
  private static final String TAG = "aws:ResourceTag/t";

  private static final String PLAIN = "${aws:username}";
  private static final String DEFAULT = "${aws:username, 'ab'}";
  private static final String UNSUPPORTED = "${aws:ResourceTag/t}";

  private static final List<String> PIECES =
      List.of("a", "b:", "*", "?", PLAIN, DEFAULT, UNSUPPORTED, "${aws:TagKeys}", "${}");

  private static final List<String> TEXTS = joined(List.of("a", "b", ":"), 3);

  /** All texts of at most some pieces. */
  private static List<String> joined(List<String> pieces, int most) {
    List<List<String>> all = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < all.size() && all.get(i).size() < most; i++) {
      for (String piece : pieces) {
        all.add(Stream.concat(all.get(i).stream(), Stream.of(piece)).toList());
      }
    }
    return all.stream().map(list -> String.join("", list)).toList();
  }

  private static CompiledTemplate compiled(PolicyTemplate template) {
    return CompiledTemplate.of(template, RESOLVER);
  }

  static Stream<ContextValue> values() {
    return Stream.of(
        ContextValue.absent(),
        ContextValue.unknown(),
        ContextValue.presentUnknown(),
        ContextValue.of(),
        ContextValue.of(""),
        ContextValue.of("a"),
        ContextValue.of("b:"),
        ContextValue.of("*"),
        ContextValue.of("a", "b"));
  }

  private static RequestContext context(ContextValue value) {
    return RequestContext.builder()
        .set(NAME, value)
        .set(TAG, value)
        .set("aws:TagKeys", value)
        .build();
  }

  private static Knowledge knowledge(Resolved resolved) {
    if (resolved instanceof Resolved.Unknown unknown) {
      return unknown.perhapsUnset() ? Knowledge.PERHAPS_UNSET : Knowledge.UNKNOWN;
    }
    return resolved instanceof Resolved.Value ? Knowledge.KNOWN : Knowledge.UNSET;
  }

  private static @Nullable Glob glob(Resolved resolved) {
    if (resolved instanceof Resolved.Unknown unknown) {
      return unknown.widest();
    }
    return resolved instanceof Resolved.Value value ? value.glob() : null;
  }

  @ParameterizedTest
  @MethodSource("values")
  @DisplayName("2.10-2.13: a template matches as the pattern to which it resolves")
  void matches_anyTemplate_isThePatternToWhichItResolves(ContextValue value) {
    RequestContext context = context(value);
    for (String written : joined(PIECES, 3)) {
      PolicyTemplate template = PolicyTemplate.pattern(written, true);
      CompiledTemplate compiled = compiled(template);
      Resolved resolved = RESOLVER.resolve(template, context);
      Glob glob = glob(resolved);

      assertThat(compiled.read(context, false)).as(written).isEqualTo(knowledge(resolved));
      if (glob != null) {
        assertMatches(compiled, context, glob, written);
      }
    }
  }

  private static void assertMatches(
      CompiledTemplate compiled, RequestContext context, Glob glob, String written) {
    for (String text : TEXTS) {
      String around = "a" + text + "b";
      int to = 1 + text.length();
      if (compiled.matches(context, false, around, 1, to, false) != glob.matches(text)) {
        assertThat(glob.matches(text)).as("%s: %s", written, text).isEqualTo(!glob.matches(text));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "absent, UNSET, KNOWN, UNSET",
    "none, UNSET, KNOWN, UNSET",
    "unknown, PERHAPS_UNSET, UNKNOWN, UNSET",
    "present, PERHAPS_UNSET, UNKNOWN, UNSET",
    "empty, KNOWN, UNKNOWN, UNSET",
    "a, KNOWN, KNOWN, UNSET",
    "two, UNSET, UNKNOWN, UNSET"
  })
  @DisplayName(
      "2.11, 2.12, 6.10: what is known of a variable, of one with a default, of many values")
  void read_anyValue_isWhatIsKnownOfTheVariable(
      String value, Knowledge plain, Knowledge withDefault, Knowledge multivalued) {
    RequestContext context =
        context(
            switch (value) {
              case "absent" -> ContextValue.absent();
              case "none" -> ContextValue.of();
              case "unknown" -> ContextValue.unknown();
              case "present" -> ContextValue.presentUnknown();
              case "empty" -> ContextValue.of("");
              case "two" -> ContextValue.of("a", "b");
              default -> ContextValue.of(value);
            });

    assertThat(
            Stream.of(PLAIN, DEFAULT, "${aws:TagKeys}")
                .map(written -> PolicyTemplate.pattern("a*" + written, true))
                .map(template -> compiled(template).read(context, false)))
        .containsExactly(plain, withDefault, multivalued);
  }

  @Test
  @DisplayName("3.10: letter case of literals and values is ignored by simple mapping")
  void matches_ignoringCase_isThePatternToWhichItResolves() {
    RequestContext context = RequestContext.builder().put(NAME, "Ab").build();
    for (String written : joined(List.of("A", "b", "*", PLAIN), 3)) {
      PolicyTemplate template = PolicyTemplate.pattern(written, true);
      Glob glob = Glob.parse(written.replace(PLAIN, "Ab"));
      for (String text : joined(List.of("a", "B", "c"), 4)) {
        assertThat(compiled(template).matches(context, false, text, 0, text.length(), true))
            .as("%s: %s", written, text)
            .isEqualTo(glob.matchesIgnoreCase(text));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  @DisplayName("5.17: a key that key policies do not support is read as absent where that is asked")
  void read_narrow_isTheContextWithoutUnsupportedKeys(ContextValue value) {
    RequestContext context = context(value);
    RequestContext without = context.toBuilder().set(TAG, ContextValue.absent()).build();
    for (String written :
        joined(List.of("a", PLAIN, UNSUPPORTED, "${aws:ResourceTag/t, 'b'}"), 2)) {
      CompiledTemplate compiled = compiled(PolicyTemplate.pattern(written, true));

      assertThat(compiled.read(context, true)).as(written).isEqualTo(compiled.read(without, false));
      assertThat(compiled.readsUnsupported()).isEqualTo(written.contains("ResourceTag"));
      for (String text : List.of("", "a", "b", "ab", "ba", "bb")) {
        assertThat(compiled.matches(context, true, text, 0, text.length(), false))
            .as("%s: %s", written, text)
            .isEqualTo(compiled.matches(without, false, text, 0, text.length(), false));
      }
      for (char c : List.of('a', 'b', ':')) {
        assertThat(compiled.hasValueWith(c, context, true))
            .as("%s: %s", written, c)
            .isEqualTo(compiled.hasValueWith(c, without, false));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'${aws:username}', :, true",
    "'${aws:username}', b, true",
    "'${aws:username}', a, false",
    "'c${aws:PrincipalTag/other, ''d''}${aws:username}', d, true",
    "'c${aws:PrincipalTag/other, ''d''}', c, false",
    "'c:', :, false"
  })
  @DisplayName("2.13: the values of variables have a character, whatever the literals have")
  void hasValueWith_anyTemplate_isThatOfItsValues(String written, char c, boolean expected) {
    RequestContext context = RequestContext.builder().put(NAME, "b:").build();

    assertThat(compiled(PolicyTemplate.pattern(written, true)).hasValueWith(c, context, false))
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("2.11: the only value with which a template is a text stands between its literals")
  void onlyValueIn_anyText_isTheValueBetweenTheLiterals() {
    for (String written : joined(List.of("a", "b", "*", PLAIN, DEFAULT, "${aws:TagKeys}"), 3)) {
      CompiledTemplate compiled = compiled(PolicyTemplate.pattern(written, true));
      String marked = written.replace(PLAIN, "#");
      boolean isPlain = marked.matches("[ab]*#[ab]*");
      for (String text : TEXTS) {
        String value = null;
        for (String one : TEXTS) {
          value = isPlain && marked.replace("#", one).equals(text) ? one : value;
        }

        assertThat(compiled.onlyValueIn(text)).as("%s: %s", written, text).isEqualTo(value);
      }
    }
  }

  @Test
  @DisplayName("3.12: an instant whose text is not documented is no plain value")
  void onlyValueIn_openText_isNone() {
    assertThat(compiled(PolicyTemplate.pattern("${kms:ValidTo}", true)).onlyValueIn("a")).isNull();
    assertThat(compiled(PolicyTemplate.pattern("${kms:ViaService}", true)).onlyValueIn("a"))
        .isEqualTo("a");
  }

  @Test
  @DisplayName("2.15: a template is split at its first colons, and not at those of its values")
  void splitAtColons_anyTemplate_splitsItsText() {
    for (String written : joined(List.of("a", ":", "*", PLAIN), 4)) {
      for (int fields = 1; fields <= 4; fields++) {
        String[] texts = written.replace(PLAIN, "#").split(":", fields);

        assertThat(compiled(PolicyTemplate.pattern(written, true)).splitAtColons(fields, RESOLVER))
            .as("%s in %s", written, fields)
            .isEqualTo(
                Stream.of(texts)
                    .map(text -> PolicyTemplate.pattern(text.replace("#", PLAIN), true))
                    .map(CompiledTemplateTest::compiled)
                    .toList());
      }
    }
  }

  @Test
  @DisplayName("2.10: the keys of a template are those of its variables, each once")
  void keys_anyTemplate_areThoseOfItsVariables() {
    String written = "a" + UNSUPPORTED + "*" + PLAIN + UNSUPPORTED + DEFAULT + "${}";

    assertThat(compiled(PolicyTemplate.pattern(written, true)).keys())
        .containsExactly("aws:resourcetag/t", "aws:username");
  }

  @Test
  @DisplayName("Templates are equal if their parts are")
  void equals_anyTwoTemplates_isThatOfTheirParts() {
    List<String> templates = joined(PIECES, 1);
    for (String one : templates) {
      for (String other : templates) {
        assertThat(
                compiled(PolicyTemplate.pattern(one, true))
                    .equals(compiled(PolicyTemplate.pattern(other, true))))
            .isEqualTo(one.equals(other));
      }
    }
  }

  @Test
  @DisplayName("5.17: one key that key policies do not support is enough")
  void anyFailsInKeyPolicies_anyKeys_isThatOfOneOfThem() {
    assertThat(
            Stream.of(
                    List.<String>of(),
                    List.of("aws:username"),
                    List.of("aws:resourcetag/t"),
                    List.of("aws:username", "aws:resourcetag/t"))
                .map(RESOLVER::anyFailsInKeyPolicies))
        .containsExactly(false, false, true, true);
  }

  @Test
  @DisplayName("2.10: a text without `${` has no variables")
  void mayHaveVariables_anyText_isThatOfItsSigns() {
    assertThat(
            Stream.of("", "$", "a{b}", "$ {a}", "a${b}", "${")
                .map(PolicyTemplate::mayHaveVariables))
        .containsExactly(false, false, false, false, true, true);
  }
}
