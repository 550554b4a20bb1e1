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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * Compares the verdicts of {@link PolicyProver} on random pairs of key policies with those of Z3.
 * Arguments: the number of pairs, and the seed of the first one. Uses all processors. Ends with
 * status 1 if a verdict differs.
 */
final class Z3Trial {

  private static final int PATIENCE_MILLIS = 10_000;
  private static final int REPORTED = 100;
  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", "111122223333", "1234abcd");

  private Z3Trial() {}

  public static void main(String[] args) {
    int pairs = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    AtomicInteger done = new AtomicInteger();
    List<Compared> all =
        LongStream.range(seed, seed + pairs)
            .parallel()
            .mapToObj(
                one -> {
                  Compared compared = compare(one);
                  int number = done.incrementAndGet();
                  if (number % REPORTED == 0) {
                    System.out.println(number + " of " + pairs + " pairs");
                  }
                  return compared;
                })
            .toList();
    Map<String, Integer> counts = new TreeMap<>();
    all.forEach(one -> counts.merge(one.toString(), 1, Integer::sum));
    counts.forEach((verdicts, count) -> System.out.println(count + " " + verdicts));
    List<Compared> wrong = all.stream().filter(Compared::isWrong).toList();
    for (Compared one : wrong) {
      Z3Pair pair = Z3Pair.random(new Random(one.seed()));
      System.out.println("seed " + one.seed() + ": " + one);
      System.out.println("  before " + Z3Pair.json(pair.before()));
      System.out.println("  after " + Z3Pair.json(pair.after()));
    }
    System.out.println(pairs + " pairs from seed " + seed + ", " + wrong.size() + " wrong");
    System.exit(wrong.isEmpty() ? 0 : 1);
  }

  /** The verdicts on the pair of a seed. */
  private record Compared(long seed, String solver, String prover) {

    /** An open question is less exact than it could be, and not wrong. */
    boolean isWrong() {
      return !prover.equals(solver) && !prover.equals("undecided") && !solver.equals("unknown");
    }

    @Override
    public String toString() {
      return "z3 " + solver + ", prover " + prover;
    }
  }

  private static Compared compare(long seed) {
    Z3Pair pair = Z3Pair.random(new Random(seed));
    return new Compared(seed, solve(pair), prove(pair));
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
