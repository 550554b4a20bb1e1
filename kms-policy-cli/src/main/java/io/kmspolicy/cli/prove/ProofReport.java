package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.ExitStatus;
import io.kmspolicy.cli.io.SafeText;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.proof.OpenReason;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.engine.proof.Witness;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.writer.ScenarioWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The answer to a question as text, as JSON and as an exit status. */
public final class ProofReport {

  private static final String ASSUMED = "assumed";

  private final String claim;
  private final Proof proof;
  private final String catalogueDate;
  private final boolean alone;
  private final String change;
  private final List<String> remarks;

  /**
   * A report.
   *
   * @param claim the name of the question
   * @param change the change that the question is about; empty if it is about one state
   * @param alone whether documents were compared by themselves
   * @param remarks what the answer is about, one line each
   */
  public ProofReport(
      String claim,
      Proof proof,
      String catalogueDate,
      String change,
      boolean alone,
      List<String> remarks) {
    this.remarks = List.copyOf(remarks);
    this.change = change;
    this.alone = alone;
    this.claim = claim;
    this.proof = proof;
    this.catalogueDate = catalogueDate;
  }

  String claim() {
    return claim;
  }

  /** The answer of the prover. */
  public Proof proof() {
    return proof;
  }

  /** What the answer is about, one line each. */
  public List<String> remarks() {
    return remarks;
  }

  /** A remark on the accounts whose keys a change of policies is about. */
  public static String aboutKeysOf(Collection<String> accounts) {
    return "left out: keys of other accounts than " + String.join(", ", accounts);
  }

  /** The exit status. */
  public int status() {
    if (proof instanceof Proof.Proven) {
      return ExitStatus.OK;
    }
    return proof instanceof Proof.Refuted ? ExitStatus.DENIED : ExitStatus.INDETERMINATE;
  }

  /** The answer as one word: {@code proven}, {@code refuted} or {@code undecided}. */
  public String verdict() {
    if (proof instanceof Proof.Proven) {
      return "proven";
    }
    return proof instanceof Proof.Refuted ? "refuted" : "undecided";
  }

  private boolean isChange() {
    return !change.isEmpty();
  }

  /** The report as text, with a line break at its end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(verdict()).append(": ").append(claim).append('\n');
    if (isChange()) {
      line("  change: " + change, text);
    }
    if (proof instanceof Proof.Refuted refuted) {
      addChange(refuted.witness(), text);
    } else if (proof instanceof Proof.Undecided undecided) {
      for (OpenReason reason : undecided.reasons()) {
        line("  open: " + reason.text(), text);
        line("    for " + reason.caller() + ", " + reason.action(), text);
      }
    }
    text.append(basis());
    return SafeText.of(text.toString());
  }

  /** What the answer rests on. */
  private String basis() {
    StringBuilder text = new StringBuilder();
    if (alone) {
      text.append("  scope: documents alone; every other layer permits the request\n");
    }
    remarks.forEach(remark -> line("  " + remark, text));
    for (String rule : proof.statistics().openRules()) {
      text.append("  either way: ").append(rule).append('\n');
    }
    text.append("  compared: ")
        .append(proof.statistics().callers())
        .append(" classes of callers, ");
    int keys = proof.statistics().keys();
    text.append(keys).append(keys == 1 ? " key" : " keys and aliases");
    text.append(", the actions of the catalogue of ");
    return text.append(catalogueDate).append('\n').toString();
  }

  private void addChange(Witness witness, StringBuilder text) {
    addRequest(witness, caller(witness), text);
    if (!alone) {
      addAssumed(witness, text);
    }
    if (isChange()) {
      text.append("  before: ").append(witness.decisionBefore().text()).append('\n');
      text.append("  after: ").append(witness.decisionAfter().text()).append('\n');
    }
    addGranting(witness, text);
  }

  private String caller(Witness witness) {
    String arn = witness.after().request().caller().arn();
    boolean isAny =
        alone
            && witness.after().policies().key() instanceof PolicyLayer.Attached key
            && key.policies().stream().allMatch(policy -> policy.name().equals(ASSUMED));
    return isAny ? "any user or role, such as " + arn : arn;
  }

  /** A request that is allowed, with the policies that allow it. */
  static void addAllowed(Witness witness, StringBuilder text) {
    addRequest(witness, witness.after().request().caller().arn(), text);
    addAssumed(witness, text);
    addGranting(witness, text);
  }

  private static void addRequest(Witness witness, String caller, StringBuilder text) {
    AuthorizationRequest request = witness.after().request();
    line("  caller: " + caller, text);
    line("  action: " + request.action(), text);
    boolean hasKey =
        !KmsCatalogue.bundled().action(request.action()).map(KmsAction::needsNoKey).orElse(false);
    if (hasKey) {
      String kind = request.resource() instanceof KmsResource.Alias ? "  alias: " : "  key: ";
      line(kind + request.resource().arn(), text);
    }
    if (request.keyManager() == KeyManager.AWS) {
      line("  key manager: AWS", text);
    }
    if (request.context() instanceof RequestContext context) {
      for (String key : context.spellings()) {
        if (context.get(LetterCase.lowerCase(key)) instanceof ContextValue.Present present) {
          line("  " + key + ": " + String.join(", ", present.values()), text);
        }
      }
    }
  }

  private static void addAssumed(Witness witness, StringBuilder text) {
    assumed(witness.allowed()).forEach(layer -> line("  assumed: " + layer, text));
  }

  private static void addGranting(Witness witness, StringBuilder text) {
    granting(witness).forEach(one -> line("  by: " + place(one), text));
  }

  /** One line, whatever the policies put into it. */
  private static void line(String line, StringBuilder text) {
    text.append(Quoting.escape(line)).append('\n');
  }

  /** The layers that were unknown and are filled in. */
  private static List<String> assumed(Scenario scenario) {
    List<String> assumed = new ArrayList<>();
    add("an identity policy", scenario.policies().identity(), assumed);
    add("a permissions boundary", scenario.policies().permissionsBoundary(), assumed);
    add("a session policy", scenario.policies().session(), assumed);
    add("an endpoint policy", scenario.policies().vpcEndpoint(), assumed);
    add("a key policy", scenario.policies().key(), assumed);
    add("a service control policy", scenario.policies().serviceControl(), assumed);
    add("a resource control policy", scenario.policies().resourceControl(), assumed);
    if (scenario.policies().grants() instanceof GrantLayer.Known known) {
      known.grants().stream()
          .filter(grant -> grant.grantId().chars().allMatch(digit -> digit == '0'))
          .forEach(grant -> assumed.add("a grant of " + String.join(", ", grant.operations())));
    }
    return assumed;
  }

  private static void add(String name, OrganizationLayer layer, List<String> assumed) {
    if (layer instanceof OrganizationLayer.Levels levels) {
      levels.levels().stream()
          .filter(
              level -> level.policies().isEmpty() || level.policies().get(0).name().equals(ASSUMED))
          .forEach(level -> assumed.add(name + " that does not allow the request"));
    }
  }

  private static void add(String name, PolicyLayer layer, List<String> assumed) {
    if (layer instanceof PolicyLayer.Attached attached) {
      for (NamedPolicy policy : attached.policies()) {
        if (policy.name().equals(ASSUMED)) {
          boolean allows =
              policy.document().statements().stream()
                  .anyMatch(statement -> statement.effect() == Effect.ALLOW);
          assumed.add(name + (allows ? " that allows kms:*" : " that does not allow the request"));
        }
      }
    }
  }

  /** The statements that allow the request, without those that were filled in. */
  static List<DeterminingStatement> granting(Witness witness) {
    return PolicyEvaluator.reference()
        .explain(witness.allowed().request(), witness.allowed().policies())
        .determiningStatements()
        .stream()
        .filter(one -> !one.policy().equals(ASSUMED))
        .toList();
  }

  private static String place(DeterminingStatement one) {
    Statement statement = one.statement();
    String source = statement.location().source();
    return (source.isEmpty() ? one.policy() : source)
        + ", line "
        + statement.location().line()
        + ", "
        + statement.location().pointer()
        + statement.sid().orElse("").transform(sid -> sid.isEmpty() ? "" : " (" + sid + ")");
  }

  String json() {
    return JsonWriter.text(JsonWriter.Layout.COMPACT, out -> out.object(() -> write(out))) + "\n";
  }

  /** Writes the members of the report. */
  public void write(JsonWriter out) {
    out.member("claim", claim);
    out.member("verdict", verdict());
    out.member("scope", alone ? "document" : "effective");
    if (proof instanceof Proof.Refuted refuted) {
      write(refuted.witness(), out);
    } else if (proof instanceof Proof.Undecided undecided) {
      out.member("open").array(undecided.reasons(), reason -> out.object(() -> write(reason, out)));
    }
    out.member("openRules").strings(proof.statistics().openRules());
    out.member("catalogue", catalogueDate);
    if (!remarks.isEmpty()) {
      out.member("remarks").strings(remarks);
    }
  }

  private static void write(OpenReason reason, JsonWriter out) {
    out.member("kind", reason.kind().name());
    out.member("text", reason.text());
    out.member("caller", reason.caller());
    out.member("action", reason.action());
  }

  /** The witness as scenarios that {@code evaluate} reads. */
  private void write(Witness witness, JsonWriter out) {
    ScenarioWriter scenarios = ScenarioWriter.compact();
    if (isChange()) {
      out.member("before").raw(scenarios.write(witness.before()));
    }
    out.member(isChange() ? "after" : "request").raw(scenarios.write(witness.after()));
  }
}
