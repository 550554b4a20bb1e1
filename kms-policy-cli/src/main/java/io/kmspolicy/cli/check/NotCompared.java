package io.kmspolicy.cli.check;

import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputGap;
import io.kmspolicy.inputs.InputPolicy;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.lint.LintRun;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.problem.PolicySyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a change of files contains and a proof about their keys, users and roles does not compare.
 * An unknown layer is taken as the same before and after, so a proof says nothing about a change
 * inside it.
 */
final class NotCompared {

  private NotCompared() {}

  /**
   * What is not compared, one line each: what only one of the files leaves open, policies of an
   * organization that the change removes, and changed policies that belong to no key, user or role
   * whose policies are all known.
   *
   * @param old the policies before the change; empty if they are not those of {@code before}
   * @param gone the names of the users and roles that the change removes; nobody gains by that
   */
  static List<String> of(
      InputState before, InputState after, Optional<LintRun> old, LintRun next, Set<String> gone) {
    List<String> found = leftOpen(before, after, gone);
    addRemoved(before, after, found);
    Map<String, String> texts = new HashMap<>();
    Map<String, PolicyText> removed = new LinkedHashMap<>();
    for (PolicyText text : old.map(NotCompared::all).orElse(List.of())) {
      texts.put(name(text), KmsStatements.part(text));
      removed.put(name(text), text);
    }
    Set<String> used = used(after);
    for (PolicyText text : all(next)) {
      PolicyText prior = removed.remove(name(text));
      boolean isChanged = !KmsStatements.part(text).equals(texts.remove(name(text)));
      boolean mayMatter = KmsStatements.mayMatter(text) || KmsStatements.mayMatter(prior);
      if (isChanged && mayMatter && !isUsed(text, next, used)) {
        found.add(
            next.addresses().of(name(text), next.place(text.place(1, 1, ""))).file()
                + ": the change of `"
                + name(text)
                + "` is not compared: the file does not say to what it applies, or not all that"
                + " applies beside it");
      }
    }
    removed.keySet().removeIf(name -> gone.contains(name.replaceFirst("(?s)/.*", "")));
    old.ifPresent(run -> addRemoved(removed.values(), run, before, found));
    return found;
  }

  /**
   * Adds the removed policies of identities that are in no layer which is known: one may deny what
   * the rest allows. A key that is removed keeps its policy.
   */
  private static void addRemoved(
      Collection<PolicyText> removed, LintRun old, InputState before, List<String> found) {
    Set<String> used = used(before);
    for (PolicyText text : removed) {
      boolean isIdentity =
          text.type() instanceof DocumentType.Policy policy && policy.type() == PolicyType.IDENTITY;
      if (isIdentity && KmsStatements.mayMatter(text) && !isUsed(text, old, used)) {
        found.add(
            "the removal of `"
                + name(text)
                + "` is not compared: the file before the change does not say to what it applies,"
                + " or not all that applies beside it");
      }
    }
  }

  /**
   * What only one of two files leaves open, one line each.
   *
   * @param gone the names of the users and roles that the change removes
   */
  static List<String> leftOpen(InputState before, InputState after, Set<String> gone) {
    List<String> found = new ArrayList<>();
    addOther(after, before, Set.of(), "", found);
    addOther(before, after, gone, "before the change: ", found);
    return found;
  }

  /** Adds what only one of two files leaves open. */
  private static void addOther(
      InputState file, InputState other, Set<String> left, String when, List<String> found) {
    Set<List<String>> known = new HashSet<>();
    other.gaps().forEach(gap -> known.add(identity(gap)));
    file.gaps().stream()
        .filter(gap -> !known.contains(identity(gap)) && !left.contains(gap.name()))
        .forEach(gap -> found.add(when + gap));
  }

  /**
   * The users and roles that a change of a template removes.
   *
   * @param before the text of the file before the change; empty if that is a policy directory
   * @param after the text of the other file
   */
  static Set<String> removedPrincipals(Optional<String> before, String after) {
    try {
      return before.isPresent() ? PolicyInputs.removedPrincipals(before.get(), after) : Set.of();
    } catch (InputException malformed) {
      throw new IllegalArgumentException("both texts were read before", malformed);
    }
  }

  /**
   * The changed resources that decide about policies in no layer, one line each.
   *
   * @param before the text of the file before the change; empty if that is a policy directory
   * @param after the state of the other file, whose text follows
   * @param next the policies of the other file
   */
  static List<String> beside(Optional<String> before, InputState after, String text, LintRun next) {
    if (before.isEmpty() && after.shape() != InputShape.CLOUDFORMATION) {
      return List.of(); // A plan tells what it changes, and a state what decides.
    }
    Set<String> open = new HashSet<>();
    next.unresolved().forEach(policy -> open.add(policy.name()));
    after.gaps().stream()
        .filter(gap -> !gap.layer().equals(InputGap.GRANTS))
        .forEach(gap -> open.add(gap.name()));
    String old = before.orElse("{}");
    List<String> found = new ArrayList<>();
    try {
      for (String name : PolicyInputs.changedOutsideLayers(old, text, open)) {
        found.add(
            "the change of `"
                + name
                + "` is not compared: it decides about policies of which the file does not say to"
                + " what they apply");
      }
      for (String name : PolicyInputs.perhapsNew(old, text)) {
        if (new PerhapsNew(after).mayGain(name)) {
          found.add(
              "the change of the condition of `"
                  + name
                  + "` is not compared: it may exist only after the change");
        }
      }
    } catch (InputException malformed) {
      throw new IllegalArgumentException("both texts were read before", malformed);
    }
    return found;
  }

  /** Without a policy of an organization, more may be allowed. */
  private static void addRemoved(InputState before, InputState after, List<String> found) {
    Set<String> kept = new HashSet<>();
    after.others().forEach(policy -> kept.add(policy.name()));
    for (InputPolicy policy : before.others()) {
      if (policy.type() != PolicyType.VPC_ENDPOINT && kept.add(policy.name())) {
        found.add(
            "the removal of `"
                + policy.name()
                + "` is not compared: the file before the change does not say to what it applies");
      }
    }
  }

  private static List<String> identity(InputGap gap) {
    return List.of(gap.name(), gap.layer(), gap.reason(), gap.rest());
  }

  /** The documents of a run, also those of which values are missing. */
  private static List<PolicyText> all(LintRun run) {
    return Stream.concat(run.policies().stream(), run.withOpaqueParts().stream()).toList();
  }

  /** The name of a policy in its file. */
  private static String name(PolicyText text) {
    return text.source().substring(text.source().indexOf('#') + 1);
  }

  /** The places of the statements in the layers that are known. */
  private static Set<String> used(InputState state) {
    Set<String> used = new HashSet<>();
    Stream.concat(
            state.keys().stream().map(key -> key.policy()),
            state.principals().stream()
                .flatMap(principal -> Stream.of(principal.identity(), principal.boundary())))
        .filter(PolicyLayer.Attached.class::isInstance)
        .flatMap(layer -> ((PolicyLayer.Attached) layer).policies().stream())
        .map(NamedPolicy::document)
        .flatMap(document -> document.statements().stream())
        .forEach(statement -> used.add(place(statement.location())));
    return used;
  }

  private static String place(SourceLocation location) {
    return location.line() + ":" + location.column() + ":" + location.pointer();
  }

  private static boolean isUsed(PolicyText text, LintRun run, Set<String> used) {
    if (!(text.type() instanceof DocumentType.Policy policy)) {
      return false;
    }
    try {
      List<Statement> statements = text.reader(policy.type()).read(text.text()).statements();
      return statements.stream()
          .allMatch(statement -> used.contains(place(run.place(statement.location()))));
    } catch (PolicySyntaxException malformed) {
      return false; // The part about lint names the mistake.
    }
  }
}
