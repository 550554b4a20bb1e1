package io.kmspolicy.replay.usage;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.result.PolicyPart;
import io.kmspolicy.replay.result.UsageReport;
import io.kmspolicy.replay.result.UsageReport.Use;
import io.kmspolicy.spi.PolicySource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects which parts of policies recorded calls have used. Not thread-safe. */
public final class PolicyUsage {

  /** Of a statement with more callers, every principal counts as used. */
  private static final int MAX_CALLERS = 2_000;

  private final Map<PolicyPart, Uses> uses = new HashMap<>();

  /** How one part was used so far. */
  private static final class Uses {

    private boolean open;
    private @Nullable Instant lastNeeded;
    private final Set<String> actions = new HashSet<>();
    private final Set<Caller> callers = new HashSet<>();
  }

  /** Collects nothing yet. */
  public PolicyUsage() {
    // The fields have their values.
  }

  /** Adds the parts that a recorded call has used. */
  public void add(UsedParts used, String action, Caller caller, Instant time) {
    for (PolicyPart part : used.matched()) {
      Uses of = uses.computeIfAbsent(part, first -> new Uses());
      of.open |= used.open();
      of.actions.add(action);
      if (of.callers.size() < MAX_CALLERS) {
        of.callers.add(caller);
      }
    }
    for (PolicyPart part : used.needed()) {
      Uses of = uses.computeIfAbsent(part, first -> new Uses());
      of.lastNeeded = of.lastNeeded == null || time.isAfter(of.lastNeeded) ? time : of.lastNeeded;
    }
  }

  /**
   * The use of all parts of the policies of these keys and callers.
   *
   * @param source the policies that were replayed
   * @param others the calls that may have used parts without a decision that says which
   */
  public UsageReport report(
      PolicySource source,
      Collection<KmsResource.Key> keys,
      Collection<Caller> callers,
      UncertainUses others) {
    List<UsageReport.Part> parts = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    Caller anybody = new Caller.RootUser("aws", "000000000000");
    for (KmsResource.Key key : keys) {
      statements(
          PolicyType.KEY,
          key.arn(),
          source.key(key, anybody).key(),
          statement -> others.of(key, statement),
          parts);
      if (source.key(key, anybody).grants() instanceof GrantLayer.Known known) {
        if (known.grants().size() > PartFinder.MAX_GRANTS) {
          skipped.add(key.arn());
        } else {
          known.grants().forEach(grant -> grant(key.arn(), grant, others.of(key, grant), parts));
        }
      }
    }
    Set<String> owners = new LinkedHashSet<>();
    for (Caller caller : callers) {
      String owner = PartFinder.owner(caller);
      if (owners.add(owner)) {
        statements(
            PolicyType.IDENTITY,
            owner,
            source.principal(caller).identity(),
            statement -> others.of(owner, statement),
            parts);
      }
    }
    return new UsageReport(parts, skipped);
  }

  private void grant(
      String key, Grant grant, UncertainUses.Of others, List<UsageReport.Part> parts) {
    if (!grant.grantId().isEmpty()) {
      PolicyPart part = PolicyPart.grant(key, grant.grantId());
      String name = "grant " + grant.grantId() + " on " + key;
      List<String> actions =
          grant.operations().stream()
              .filter(operation -> !hasAction(part, "kms:" + operation))
              .filter(operation -> !hasOperation(others, operation))
              .toList();
      parts.add(part(part, name, others, actions, List.of()));
    }
  }

  private void statements(
      PolicyType type,
      String owner,
      PolicyLayer layer,
      Function<Statement, UncertainUses.Of> others,
      List<UsageReport.Part> parts) {
    if (layer instanceof PolicyLayer.Attached attached) {
      for (NamedPolicy policy : attached.policies()) {
        List<Statement> statements = policy.document().statements();
        for (int i = 0; i < statements.size(); i++) {
          PolicyPart part = new PolicyPart(owner, policy.name(), i, "");
          Statement statement = statements.get(i);
          parts.add(statement(type, part, statement, others.apply(statement)));
        }
      }
    }
  }

  private UsageReport.Part statement(
      PolicyType type, PolicyPart part, Statement statement, UncertainUses.Of others) {
    String label = statement.sid().orElse("");
    String name =
        (type == PolicyType.KEY
                ? "key policy of " + part.owner()
                : "policy " + part.policy() + " of " + part.owner())
            + ": statement "
            + (label.isEmpty() ? Integer.toString(part.statement() + 1) : '"' + label + '"')
            + (statement.location().isKnown() ? " at " + statement.location() : "");
    boolean allows = statement.effect() == Effect.ALLOW;
    return part(
        part,
        name,
        others,
        allows ? unusedActions(part, statement, others) : List.of(),
        allows ? unusedPrincipals(part, statement, others) : List.of());
  }

  private UsageReport.Part part(
      PolicyPart part,
      String name,
      UncertainUses.Of others,
      List<String> actions,
      List<String> principals) {
    Uses of = uses.get(part);
    if (of == null) {
      return new UsageReport.Part(
          part,
          name,
          others.isNone() ? Use.NEVER_MATCHED : Use.NOT_KNOWN,
          Optional.empty(),
          List.of(),
          List.of());
    }
    Use certain = others.isNone() ? Use.NEVER_NEEDED : Use.NOT_KNOWN;
    Use unneeded = of.open ? Use.POSSIBLY_NEEDED : certain;
    Use use = of.lastNeeded == null ? unneeded : Use.NEEDED;
    return new UsageReport.Part(
        part, name, use, Optional.ofNullable(of.lastNeeded), actions, principals);
  }

  private boolean hasAction(PolicyPart part, String action) {
    Uses of = uses.get(part);
    return of != null && of.actions.contains(action);
  }

  private static boolean hasOperation(UncertainUses.Of others, String operation) {
    return others.tooMany()
        || others.calls().stream()
            .anyMatch(call -> PartFinder.operation(call.action()).equals(operation));
  }

  private List<String> unusedActions(
      PolicyPart part, Statement statement, UncertainUses.Of others) {
    Uses of = uses.get(part);
    if (of == null
        || others.tooMany()
        || !(statement.action() instanceof ActionElement.Action listed)) {
      return List.of();
    }
    return listed.patterns().stream()
        .map(ActionPattern::text)
        .filter(
            pattern ->
                of.actions.stream()
                    .allMatch(action -> StatementAnalysis.action(pattern, action).isNoMatch()))
        .filter(
            pattern ->
                others.calls().stream()
                    .allMatch(call -> StatementAnalysis.action(pattern, call.action()).isNoMatch()))
        .toList();
  }

  private List<String> unusedPrincipals(
      PolicyPart part, Statement statement, UncertainUses.Of others) {
    Uses of = uses.get(part);
    if (of == null
        || others.tooMany()
        || of.callers.size() >= MAX_CALLERS
        || !(statement.principal() instanceof PrincipalElement.Principal listed)) {
      return List.of();
    }
    StatementAnalysis analysis = StatementAnalysis.of(PolicyType.KEY, true);
    List<String> unused = new ArrayList<>();
    for (PrincipalName name : listed.names()) {
      Statement only = statement.withPrincipal(new PrincipalElement.Principal(List.of(name)));
      if (of.callers.stream().allMatch(caller -> analysis.principal(only, caller).isNoMatch())
          && others.calls().stream().noneMatch(call -> call.mayBeIn(only))) {
        unused.add(name.text());
      }
    }
    return unused;
  }
}
