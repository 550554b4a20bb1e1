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
import io.kmspolicy.replay.usage.UsageReport.Use;
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
   */
  public UsageReport report(
      PolicySource source, Collection<KmsResource.Key> keys, Collection<Caller> callers) {
    List<UsageReport.Part> parts = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    Caller anybody = new Caller.RootUser("aws", "000000000000");
    for (KmsResource.Key key : keys) {
      statements(PolicyType.KEY, key.arn(), source.key(key, anybody).key(), parts);
      if (source.key(key, anybody).grants() instanceof GrantLayer.Known known) {
        if (known.grants().size() > PartFinder.MAX_GRANTS) {
          skipped.add(key.arn());
        } else {
          known.grants().forEach(grant -> grant(key.arn(), grant, parts));
        }
      }
    }
    Set<String> owners = new LinkedHashSet<>();
    for (Caller caller : callers) {
      String owner = PartFinder.owner(caller);
      if (owners.add(owner)) {
        statements(PolicyType.IDENTITY, owner, source.principal(caller).identity(), parts);
      }
    }
    return new UsageReport(parts, skipped);
  }

  private void grant(String key, Grant grant, List<UsageReport.Part> parts) {
    if (!grant.grantId().isEmpty()) {
      PolicyPart part = PolicyPart.grant(key, grant.grantId());
      String name = "grant " + grant.grantId() + " on " + key;
      List<String> actions =
          grant.operations().stream()
              .filter(operation -> !hasAction(part, "kms:" + operation))
              .toList();
      parts.add(part(part, name, actions, List.of()));
    }
  }

  private void statements(
      PolicyType type, String owner, PolicyLayer layer, List<UsageReport.Part> parts) {
    if (layer instanceof PolicyLayer.Attached attached) {
      for (NamedPolicy policy : attached.policies()) {
        List<Statement> statements = policy.document().statements();
        for (int i = 0; i < statements.size(); i++) {
          PolicyPart part = new PolicyPart(owner, policy.name(), i, "");
          parts.add(statement(type, part, statements.get(i)));
        }
      }
    }
  }

  private UsageReport.Part statement(PolicyType type, PolicyPart part, Statement statement) {
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
        allows ? unusedActions(part, statement) : List.of(),
        allows ? unusedPrincipals(part, statement) : List.of());
  }

  private UsageReport.Part part(
      PolicyPart part, String name, List<String> actions, List<String> principals) {
    Uses of = uses.get(part);
    if (of == null) {
      return new UsageReport.Part(
          part, name, Use.NEVER_MATCHED, Optional.empty(), List.of(), List.of());
    }
    Use unneeded = of.open ? Use.POSSIBLY_NEEDED : Use.NEVER_NEEDED;
    Use use = of.lastNeeded == null ? unneeded : Use.NEEDED;
    return new UsageReport.Part(
        part, name, use, Optional.ofNullable(of.lastNeeded), actions, principals);
  }

  private boolean hasAction(PolicyPart part, String action) {
    Uses of = uses.get(part);
    return of != null && of.actions.contains(action);
  }

  private List<String> unusedActions(PolicyPart part, Statement statement) {
    Uses of = uses.get(part);
    if (of == null || !(statement.action() instanceof ActionElement.Action listed)) {
      return List.of();
    }
    return listed.patterns().stream()
        .map(ActionPattern::text)
        .filter(
            pattern ->
                of.actions.stream()
                    .allMatch(action -> StatementAnalysis.action(pattern, action).isImpossible()))
        .toList();
  }

  private List<String> unusedPrincipals(PolicyPart part, Statement statement) {
    Uses of = uses.get(part);
    if (of == null
        || of.callers.size() >= MAX_CALLERS
        || !(statement.principal() instanceof PrincipalElement.Principal listed)) {
      return List.of();
    }
    StatementAnalysis analysis = StatementAnalysis.of(PolicyType.KEY, true);
    List<String> unused = new ArrayList<>();
    for (PrincipalName name : listed.names()) {
      Statement only = naming(statement, name);
      if (of.callers.stream().allMatch(caller -> analysis.principal(only, caller).isImpossible())) {
        unused.add(name.text());
      }
    }
    return unused;
  }

  /** The statement for one of its principals alone. */
  private static Statement naming(Statement statement, PrincipalName name) {
    return new Statement(
        statement.sid(),
        statement.effect(),
        new PrincipalElement.Principal(List.of(name)),
        statement.action(),
        statement.resource(),
        statement.condition(),
        statement.location());
  }
}
