package io.kmspolicy.cli.doors;

import io.kmspolicy.analysis.fleet.FleetGrid;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.testing.Policies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A way to ask this project what KMS answers. */
enum Door {
  EXPLAIN_DIRECTORY {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      List<String> args = request(question, "explain", "--principal", question.caller());
      args.addAll(List.of("--policies", files.policies().toString()));
      return ofStatus(run(files, args.toArray(String[]::new)));
    }
  },
  EXPLAIN_FILES {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      boolean isDescribed = !question.keySpec().isEmpty() || !question.tags().isEmpty();
      if (!question.organization().isEmpty() || isDescribed) {
        return Answer.CANNOT_ASK;
      }
      List<String> args = request(question, "explain", "--principal", question.caller());
      args.addAll(layers(question, files));
      if (question.isSession() && !question.rolePath().isEmpty()) {
        args.addAll(List.of("--role", files.roleArn()));
      }
      return ofStatus(run(files, args.toArray(String[]::new)));
    }
  },
  EXPLAIN_ERROR {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      if (question.statesKeys() || question.isService()) {
        return Answer.CANNOT_ASK;
      }
      String text =
          "User: %s is not authorized to perform: %s on resource: %s"
              .formatted(question.caller(), Question.ACTION, Question.KEY);
      return ofStatus(
          run(files, "explain", "--error", text, "--policies", files.policies().toString()));
    }
  },
  EXPLAIN_EVENT {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      if (!question.isSession() || !question.absent().isEmpty()) {
        return Answer.CANNOT_ASK;
      }
      return ofStatus(
          run(
              files,
              "explain",
              "--event",
              files.event().toString(),
              "--policies",
              files.policies().toString()));
    }
  },
  WHO_CAN {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      if (question.statesKeys()) {
        return Answer.CANNOT_ASK;
      }
      CommandRun run =
          run(
              files,
              "who-can",
              Question.ACTION,
              Question.KEY,
              "--json",
              "--policies",
              files.policies().toString());
      return ofRows(run, principal(question), "principal");
    }
  },
  WHAT_CAN {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      if (question.statesKeys() || question.isService()) {
        return Answer.CANNOT_ASK;
      }
      CommandRun run =
          run(
              files,
              "what-can",
              question.caller(),
              "--all",
              "--json",
              "--action",
              Question.ACTION,
              "--policies",
              files.policies().toString());
      return ofRows(run, Question.ACTION, "action");
    }
  },
  /** A cell of the page, of which the row has no condition keys but those of the directory. */
  REPORT {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      if (question.statesKeys()) {
        return Answer.CANNOT_ASK;
      }
      DirectoryNames names = DirectoryNames.load(files.policies());
      FleetGrid grid = FleetGrid.of(names);
      return grid.principals().stream()
          .filter(row -> row.name().equals(principal(question)))
          .flatMap(row -> grid.access(row, names.keys().get(0)).stream())
          .filter(access -> access.action().equals(Question.ACTION))
          .map(access -> of(access.result().name().toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElse(Answer.CANNOT_ASK);
    }
  },
  SIMULATE {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      boolean hasOrganization = List.of("scp", "rcp").contains(question.denyLayer());
      boolean isDescribed =
          !question.keySpec().isEmpty()
              || !question.rolePath().isEmpty()
              || !question.tags().isEmpty();
      if (hasOrganization || isDescribed || question.isService() || !question.absent().isEmpty()) {
        return Answer.CANNOT_ASK;
      }
      CommandRun run = run(files, "simulate", files.simulation().toString());
      if (run.status() == INDETERMINATE) {
        return Answer.OPEN;
      }
      if (run.status() != 0) {
        throw new AssertionError(run.toString());
      }
      return run.out().contains("\"EvalDecision\": \"allowed\"") ? Answer.ALLOWED : Answer.DENIED;
    }
  },
  TEST {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      for (String decision : List.of("allowed", "denied", "indeterminate")) {
        CommandRun run =
            run(
                files,
                "test",
                files.root().toString(),
                "--policies",
                files.policies().toString(),
                "--scenarios",
                files.scenario(decision).toString());
        if (run.status() == 0) {
          return of(decision);
        }
        if (run.status() != 1) {
          throw new AssertionError(run.toString());
        }
      }
      throw new AssertionError("no decision is as expected");
    }
  },
  JUNIT {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      return new JUnitDoor(question, Policies.load(files.policies())).answer();
    }
  },
  PROVE {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      if (question.statesKeys()) {
        return Answer.CANNOT_ASK;
      }
      CommandRun run =
          run(
              files,
              "prove",
              "not-granted",
              files.policies().toString(),
              "--action",
              Question.ACTION,
              "--principal",
              principal(question),
              "--key",
              Question.KEY);
      return ofProof(run);
    }
  },
  CHECK {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      if (question.statesKeys() || question.isService()) {
        return Answer.CANNOT_ASK;
      }
      CommandRun run =
          run(
              files,
              "check",
              "--before",
              files.deniedPolicies().toString(),
              "--after",
              files.policies().toString());
      Matcher part = NEW_ACCESS.matcher(run.out());
      if (!part.find()) {
        throw new AssertionError(run.toString());
      }
      boolean isAbout =
          run.out().contains("action: " + Question.ACTION + "\n")
              && run.out().contains("key: " + Question.KEY + "\n");
      return switch (part.group(1)) {
        case "failed" -> isAbout ? Answer.NOT_DENIED : Answer.OPEN;
        case "passed" -> Answer.DENIED;
        default -> Answer.OPEN;
      };
    }
  },
  REPLAY {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      if (!question.isSession() || !question.absent().isEmpty()) {
        return Answer.CANNOT_ASK;
      }
      CommandRun run =
          run(
              files,
              "replay",
              files.event().toString(),
              "--json",
              "--policies",
              files.policies().toString());
      return ReplayAnswer.of(run);
    }
  },
  LOCKOUT {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      boolean isAlike = question.keyPolicy().contains("kms:*") && !question.isAboutContext();
      if (question.statesKeys() || question.isService() || !isAlike) {
        return Answer.CANNOT_ASK;
      }
      Path policies = files.policies();
      return ofStatus(
          run(
              files,
              "lockout",
              files.file("key-policy.json", files.keyPolicy()).toString(),
              "--caller",
              question.caller(),
              "--key",
              Question.KEY,
              "--policies",
              policies.toString()));
    }
  },
  /** Where nobody can change the key policy any more, this caller cannot, either. */
  LINT {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      boolean isAlike = question.keyPolicy().contains("kms:*") && !question.isAboutContext();
      if (question.statesKeys() || !isAlike) {
        return Answer.CANNOT_ASK;
      }
      CommandRun run = run(files, "lint", files.policies().toString());
      if (run.status() != 0 && run.status() != 1) {
        throw new AssertionError(run.toString());
      }
      return run.out().contains("[lockout]") ? Answer.DENIED : Answer.OPEN;
    }
  },
  INTERCEPTOR {
    @Override
    Answer ask(Question question, QuestionFiles files) throws IOException {
      if (!question.isSession() || !question.absent().isEmpty()) {
        return Answer.CANNOT_ASK;
      }
      return new InterceptorDoor(question, files.policies()).answer();
    }
  };

  private static final int INDETERMINATE = 3;
  private static final Pattern NEW_ACCESS = Pattern.compile("\n  new-access +([a-z ]+?) {2}");

  /** The answer to a question, from its files. */
  abstract Answer ask(Question question, QuestionFiles files) throws IOException;

  /** Whether the door knows more than the question says, such as the Region of the client. */
  boolean knowsTheCall() {
    return this == INTERCEPTOR || this == EXPLAIN_EVENT || this == REPLAY;
  }

  /** Whether the door asks about every tag and every unique id that the caller can be given. */
  boolean asksAboutAllTagsAndIds() {
    return this == PROVE || this == CHECK;
  }

  /** Whether the door names the role of the caller by an ARN with a path. */
  boolean namesThePath() {
    return this == WHO_CAN || this == REPORT || this == TEST;
  }

  private static CommandRun run(QuestionFiles files, String... args) {
    return CommandRun.in(files.root(), "", args);
  }

  private static List<String> request(Question question, String... first) {
    List<String> args = new ArrayList<>(List.of(first));
    args.addAll(List.of("--action", Question.ACTION, "--resource", Question.KEY));
    question
        .context()
        .forEach((key, value) -> args.addAll(List.of("--context", key + "=" + value)));
    question.absent().forEach(key -> args.addAll(List.of("--absent", key)));
    return args;
  }

  private static List<String> layers(Question question, QuestionFiles files) throws IOException {
    List<String> args = new ArrayList<>();
    args.addAll(
        List.of("--key-policy", files.file("key-policy.json", files.keyPolicy()).toString()));
    if (!question.isService()) {
      args.addAll(List.of("--identity", files.file("identity.json", files.identity()).toString()));
    }
    if (question.denyLayer().equals("scp")) {
      Path guard = files.file("guard.json", question.policy("scp", "[]"));
      Path all = files.file("all.json", ALLOW_ALL);
      args.addAll(List.of("--scp", "root=" + all, "--scp", "root=" + guard));
    }
    if (question.denyLayer().equals("rcp")) {
      Path guard = files.file("guard.json", question.policy("rcp", "[]"));
      args.addAll(List.of("--rcp", "root=" + guard));
    }
    return args;
  }

  private static final String ALLOW_ALL =
      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
          + "\"Resource\":\"*\"}}";

  /** The name of the caller's row. */
  private static String principal(Question question) {
    if (!question.isSession()) {
      return question.caller();
    }
    String path = question.rolePath().isEmpty() ? "/" : question.rolePath();
    return "arn:aws:iam::" + Question.ACCOUNT + ":role" + path + "App";
  }

  private static Answer ofStatus(CommandRun run) {
    return switch (run.status()) {
      case 0 -> Answer.ALLOWED;
      case 1 -> Answer.DENIED;
      case INDETERMINATE -> Answer.OPEN;
      default -> throw new AssertionError(run.toString());
    };
  }

  private static Answer of(String decision) {
    return switch (decision) {
      case "allowed" -> Answer.ALLOWED;
      case "denied" -> Answer.DENIED;
      default -> Answer.OPEN;
    };
  }

  private static Answer ofProof(CommandRun run) {
    return switch (run.status()) {
      case 0 -> Answer.DENIED;
      case 1 -> Answer.NOT_DENIED;
      case INDETERMINATE -> Answer.OPEN;
      default -> throw new AssertionError(run.toString());
    };
  }

  /** The answer of the row whose member has a value; rows print their members one a line. */
  private static Answer ofRows(CommandRun run, String name, String member) {
    Pattern row =
        Pattern.compile(
            "\"" + member + "\": \"" + Pattern.quote(name) + "\"[^}]*?\"result\": \"([a-z]+)\"");
    Matcher found = row.matcher(run.out());
    if (!found.find()) {
      return Answer.CANNOT_ASK;
    }
    return of(found.group(1));
  }
}
