package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.PolicyTemplate.Fallback;
import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A compiled policy text, which compares values without allocation. */
abstract class CompiledText {

  abstract MatchResult test(String value, ConditionContext context);

  /** The texts that it equals, if it compares by equality only; empty otherwise. */
  Set<String> literals() {
    return Set.of();
  }

  int literalCount() {
    return 0;
  }

  /** The key whose value it equals, if it is one variable and nothing else; null otherwise. */
  @Nullable String comparedKey() {
    return null;
  }

  /** The compiled form of a template; empty if only the general comparison supports it. */
  static Optional<CompiledText> of(
      PolicyTemplate template, Comparison comparison, VariableResolver variables) {
    boolean ignoreCase =
        comparison == Comparison.STRING_EQUALS_IGNORE_CASE
            || comparison == Comparison.STRING_NOT_EQUALS_IGNORE_CASE;
    if (!template.hasVariables()) {
      Glob glob = Glob.of(template);
      return Optional.of(
          glob.isLiteral() && !ignoreCase ? new Equal(glob.text()) : new Like(glob, ignoreCase));
    }
    return Sequence.isSequence(template, variables) && !ignoreCase
        ? Optional.of(new Sequence(template, comparison.negated(), variables))
        : Optional.empty();
  }

  static final class Equal extends CompiledText {

    private final String text;

    Equal(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    @Override
    Set<String> literals() {
      return Set.of(text);
    }

    @Override
    int literalCount() {
      return 1;
    }

    @Override
    MatchResult test(String value, ConditionContext context) {
      return MatchResult.of(text.equals(value));
    }
  }

  /**
   * A set of texts. For many texts, hashing the value is cheaper than comparing it with each text.
   */
  static final class OneOf extends CompiledText {

    /** With fewer texts, comparing is cheaper. */
    static final int MIN_TEXTS = 4;

    private final Set<String> texts;

    private OneOf(Set<String> texts) {
      this.texts = texts;
    }

    /**
     * The set of these texts; empty if one is no plain text or if there are fewer than {@link
     * #MIN_TEXTS}.
     */
    static Optional<CompiledText> of(List<CompiledText> matches) {
      if (matches.size() < MIN_TEXTS) {
        return Optional.empty();
      }
      Set<String> texts = new HashSet<>();
      for (CompiledText match : matches) {
        if (!(match instanceof Equal equal)) {
          return Optional.empty();
        }
        texts.add(equal.text);
      }
      return Optional.of(new OneOf(texts));
    }

    @Override
    Set<String> literals() {
      return texts;
    }

    @Override
    int literalCount() {
      return texts.size();
    }

    @Override
    MatchResult test(String value, ConditionContext context) {
      return MatchResult.of(texts.contains(value));
    }
  }

  private static final class Like extends CompiledText {

    private final Glob glob;
    private final boolean ignoreCase;

    Like(Glob glob, boolean ignoreCase) {
      this.glob = glob;
      this.ignoreCase = ignoreCase;
    }

    @Override
    MatchResult test(String value, ConditionContext context) {
      if (value.length() > StepCounter.SHORT_TEXT) {
        StepCounter.spend(context, StepCounter.ofText(value));
      }
      return ignoreCase ? glob.matchIgnoringCase(value) : glob.match(value);
    }
  }

  /**
   * A sequence of literals and single-valued variables, optionally followed by a final {@code *}.
   */
  private static final class Sequence extends CompiledText {

    private final PolicyTemplate template;
    private final Part[] parts;
    private final boolean endsWithRun;
    private final VariableResolver variables;

    /** The result if a variable's key has several values (rule 2.12). */
    private final MatchResult ofSeveral;

    /** The key of a variable without anything else, the most common sequence; null for others. */
    private final @Nullable String only;

    Sequence(PolicyTemplate template, boolean negated, VariableResolver variables) {
      this.template = template;
      this.ofSeveral = negated ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
      int size = template.parts().size();
      this.endsWithRun = template.parts().get(size - 1) instanceof Part.AnyRun;
      this.parts = template.parts().subList(0, endsWithRun ? size - 1 : size).toArray(new Part[0]);
      this.variables = variables;
      this.only =
          parts.length == 1 && !endsWithRun && parts[0] instanceof Part.Variable variable
              ? variable.key()
              : null;
    }

    @Override
    @Nullable String comparedKey() {
      return only;
    }

    static boolean isSequence(PolicyTemplate template, VariableResolver variables) {
      for (int i = 0; i < template.parts().size(); i++) {
        Part part = template.parts().get(i);
        boolean plainVariable =
            part instanceof Part.Variable variable
                && variable.fallback() instanceof Fallback.None
                && !variable.isDisputed()
                && !variables.isMultivalued(variable.key())
                && !VariableResolver.hasOpenText(variable.key());
        boolean lastRun = part instanceof Part.AnyRun && i == template.parts().size() - 1;
        if (!(part instanceof Part.Literal) && !plainVariable && !lastRun) {
          return false;
        }
      }
      return true;
    }

    @Override
    MatchResult test(String value, ConditionContext context) {
      if (only != null) {
        String text = context.get(only) instanceof ContextValue.Present one ? one.single() : null;
        return text == null ? testGeneral(value, context) : MatchResult.of(value.equals(text));
      }
      if (ofSeveral == MatchResult.INDETERMINATE && readsSeveral(context)) {
        return testGeneral(value, context);
      }
      int at = 0;
      for (Part part : parts) {
        String text;
        if (part instanceof Part.Literal literal) {
          text = literal.text();
        } else if (part instanceof Part.Variable variable
            && context.get(variable.key()) instanceof ContextValue.Present present
            && present.single() != null) {
          text = present.single();
        } else {
          return testGeneral(value, context);
        }
        if (!value.startsWith(text, at)) {
          return MatchResult.NO_MATCH; // regardless of the following parts
        }
        at += text.length();
      }
      return MatchResult.of(endsWithRun || at == value.length());
    }

    /** Whether a variable's key has several values, of which a mismatch before it says nothing. */
    private boolean readsSeveral(ConditionContext context) {
      for (Part part : parts) {
        if (part instanceof Part.Variable variable
            && context.get(variable.key()) instanceof ContextValue.Present present
            && present.values().size() > 1) {
          return true;
        }
      }
      return false;
    }

    private MatchResult testGeneral(String value, ConditionContext context) {
      return variables.resolve(template, context).match(glob -> glob.match(value), ofSeveral);
    }
  }
}
