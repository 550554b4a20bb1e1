package io.kmspolicy.engine.value;

import io.kmspolicy.engine.value.CompiledVariable.State;
import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.engine.value.VariableResolver.Resolved;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces the variables of one template in one context (rules 2.10-2.13, 3.2, 6.10). Not
 * thread-safe.
 */
final class TemplateResolution {

  /** The maximum number of patterns for which a template may stand; beyond, it is unknown. */
  private static final int MAX_PATTERNS = 64;

  private final VariableResolver resolver;
  private final ConditionContext context;
  private final boolean narrow;

  private boolean unset;
  private boolean unknown;
  private boolean several;
  private boolean perhapsUnset;

  /** Whether a variable has several readings. */
  private boolean open;

  /** Whether a variable stands for a default with wildcards. */
  private boolean isDefault;

  /**
   * A resolution in a context.
   *
   * @param narrow whether the keys that key policies do not support are absent (rule 5.17)
   */
  TemplateResolution(VariableResolver resolver, ConditionContext context, boolean narrow) {
    this.resolver = resolver;
    this.context = context;
    this.narrow = narrow;
  }

  Resolved of(PolicyTemplate template) {
    List<Part> plain = new ArrayList<>(template.parts().size());
    for (Part part : template.parts()) {
      if (part instanceof Part.Unreadable) {
        unknown = true;
      } else if (part instanceof Part.Variable variable) {
        plain.add(new Part.Literal(read(variable)));
      } else {
        plain.add(part);
      }
    }
    if (unset && !several) {
      return new Resolved.NoValue();
    }
    if (unknown && !several) {
      return new Resolved.Unknown(widest(template), perhapsUnset);
    }
    if (open) {
      List<Glob> patterns = patterns(template);
      return patterns.size() > MAX_PATTERNS
          ? new Resolved.Unknown(widest(template), true)
          : new Resolved.OneOf(patterns, several);
    }
    Glob text = Glob.of(new PolicyTemplate(plain));
    return isDefault
        ? new Resolved.Default(text, withDefaults(template))
        : new Resolved.Value(text);
  }

  /** Notes what is known of a variable, and returns its text; any text if it has none. */
  private String read(Part.Variable variable) {
    CompiledVariable compiled = new CompiledVariable(variable, resolver);
    ContextValue value = value(compiled);
    State state = compiled.state(value, context);
    boolean disputed = variable.isDisputed();
    unset |= state == State.UNSET && !disputed;
    unknown |= state == State.UNKNOWN;
    several |= state == State.SEVERAL;
    open |= disputed || state == State.ONE_OF || state == State.SEVERAL;
    isDefault |= state == State.PATTERN;
    perhapsUnset |= disputed || (state != State.TEXT && !compiled.hasFallback());
    return compiled.text(value);
  }

  private ContextValue value(CompiledVariable variable) {
    return narrow && !variable.worksInKeyPolicies()
        ? ContextValue.absent()
        : context.get(variable.key());
  }

  /** The pattern with {@code *} in place of each variable whose text is not certain. */
  private Glob widest(PolicyTemplate template) {
    List<Part> parts = new ArrayList<>(template.parts().size());
    for (Part part : template.parts()) {
      if (part instanceof Part.Variable variable) {
        CompiledVariable compiled = new CompiledVariable(variable, resolver);
        ContextValue value = value(compiled);
        boolean certain = compiled.state(value, context) == State.TEXT && !variable.isDisputed();
        parts.add(certain ? new Part.Literal(compiled.text(value)) : new Part.AnyRun());
      } else {
        parts.add(part instanceof Part.Unreadable ? new Part.AnyRun() : part);
      }
    }
    return Glob.of(new PolicyTemplate(parts));
  }

  /** The pattern with the texts of variables, which all have one, and wildcards in defaults. */
  private Glob withDefaults(PolicyTemplate template) {
    List<Part> parts = new ArrayList<>(template.parts().size());
    for (Part part : template.parts()) {
      if (part instanceof Part.Variable variable) {
        CompiledVariable compiled = new CompiledVariable(variable, resolver);
        ContextValue value = value(compiled);
        parts.addAll(textOf(compiled, value, compiled.state(value, context) == State.PATTERN));
      } else {
        parts.add(part);
      }
    }
    return Glob.of(new PolicyTemplate(parts));
  }

  private static List<Part> textOf(
      CompiledVariable variable, ContextValue value, boolean isPattern) {
    String text = variable.text(value);
    return isPattern
        ? PolicyTemplate.pattern(text, false).parts()
        : List.of(new Part.Literal(text));
  }

  /** All patterns for which the template may stand, or one more than {@link #MAX_PATTERNS}. */
  private List<Glob> patterns(PolicyTemplate template) {
    List<List<Part>> found = List.of(List.of());
    for (Part part : template.parts()) {
      List<List<Part>> choices =
          part instanceof Part.Variable variable
              ? choices(variable)
              : List.of(List.of(part instanceof Part.Unreadable ? new Part.AnyRun() : part));
      List<List<Part>> longer = new ArrayList<>();
      for (List<Part> before : found) {
        for (List<Part> choice : choices) {
          List<Part> parts = new ArrayList<>(before);
          parts.addAll(choice);
          longer.add(parts);
        }
      }
      found = longer.size() > MAX_PATTERNS ? longer.subList(0, MAX_PATTERNS + 1) : longer;
    }
    return found.stream().map(parts -> Glob.of(new PolicyTemplate(parts))).toList();
  }

  /** The texts for which a variable may stand; none if it has no value. */
  private List<List<Part>> choices(Part.Variable variable) {
    CompiledVariable compiled = new CompiledVariable(variable, resolver);
    ContextValue value = value(compiled);
    State state = compiled.state(value, context);
    List<List<Part>> choices = new ArrayList<>();
    if (variable.isDisputed()) {
      choices.add(List.of(new Part.Literal(variable.literal())));
    }
    if (state == State.ONE_OF) {
      value.texts().forEach(one -> choices.add(List.of(new Part.Literal(one))));
    }
    if (state == State.TEXT || (state == State.ONE_OF && compiled.hasFallback())) {
      choices.add(textOf(compiled, value, false));
    }
    if (state == State.PATTERN) {
      choices.add(textOf(compiled, value, true));
    }
    if (state == State.UNKNOWN) {
      choices.add(List.of(new Part.AnyRun()));
    }
    return choices;
  }
}
