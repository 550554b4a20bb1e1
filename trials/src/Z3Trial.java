import com.microsoft.z3.Context;
import com.microsoft.z3.Params;
import com.microsoft.z3.Solver;
import com.microsoft.z3.Status;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Compares the verdicts of {@link PolicyProver} on random pairs of key policies with those of Z3.
 * Arguments: the number of pairs, and the seed of the first one. Ends with status 1 if a verdict
 * differs.
 */
final class Z3Trial {

  private static final int PATIENCE_MILLIS = 10_000;
  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", "111122223333", "1234abcd");

  private Z3Trial() {}

  public static void main(String[] args) {
    int pairs = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    Map<String, Integer> counts = new TreeMap<>();
    int wrong = 0;
    for (int i = 0; i < pairs; i++) {
      Z3Pair pair = Z3Pair.random(new Random(seed + i));
      String solver = solve(pair);
      String prover = prove(pair);
      counts.merge("z3 " + solver + ", prover " + prover, 1, Integer::sum);
      // An open question is less exact than it could be, and not wrong.
      boolean agrees = prover.equals(solver) || prover.equals("undecided");
      if (!agrees && !solver.equals("unknown")) {
        wrong++;
        System.out.println("seed " + (seed + i) + ": z3 " + solver + ", prover " + prover);
        System.out.println("  before " + Z3Pair.json(pair.before()));
        System.out.println("  after " + Z3Pair.json(pair.after()));
      }
    }
    counts.forEach((verdicts, count) -> System.out.println(count + " " + verdicts));
    System.out.println(pairs + " pairs from seed " + seed + ", " + wrong + " wrong");
    System.exit(wrong == 0 ? 0 : 1);
  }

  private static String solve(Z3Pair pair) {
    Status some = check(pair.problem(false));
    if (some == Status.UNSATISFIABLE) {
      return "proven";
    }
    Status certain = check(pair.problem(true));
    if (certain == Status.SATISFIABLE) {
      return "refuted";
    }
    return some == Status.UNKNOWN || certain == Status.UNKNOWN ? "unknown" : "undecided";
  }

  private static Status check(String problem) {
    try (Context context = new Context()) {
      Solver solver = context.mkSolver();
      Params params = context.mkParams();
      params.add("timeout", PATIENCE_MILLIS);
      solver.setParameters(params);
      solver.add(context.parseSMTLIB2String(problem, null, null, null, null));
      return solver.check();
    }
  }

  private static String prove(Z3Pair pair) {
    Proof proof = PolicyProver.create().noNewAccess(state(pair.before()), state(pair.after()));
    if (proof instanceof Proof.Proven) {
      return "proven";
    }
    return proof instanceof Proof.Refuted ? "refuted" : "undecided";
  }

  private static PolicyState state(List<Z3Pair.Statement> statements) {
    NamedPolicy policy =
        new NamedPolicy("p", PolicyReader.forType(PolicyType.KEY).read(Z3Pair.json(statements)));
    return PolicyState.ofKeyPolicy(KEY, PolicyLayer.of(policy), GrantLayer.none());
  }
}
