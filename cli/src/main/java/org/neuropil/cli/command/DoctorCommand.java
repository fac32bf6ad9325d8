package org.neuropil.cli.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.doctor.Doctor;
import org.neuropil.cli.doctor.Finding;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil doctor}. */
@Command(
    name = "doctor",
    description = "Show what this machine offers, what is missing and what to do about it.",
    sortOptions = false,
    footer = {"", "Examples:", "  neuropil doctor", "  neuropil doctor --json"})
public final class DoctorCommand implements Callable<Integer> {
  private final Session session;

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Doctor doctor = new Doctor(session.runners().providers().get(), session.runners().libraries());
    Map<String, List<Finding>> report = doctor.examine();
    boolean usable = doctor.usable();
    if (common.json) {
      printJson(report, usable);
    } else {
      print(report);
    }
    return usable ? 0 : UserError.Kind.ENVIRONMENT.exitCode();
  }

  private void print(Map<String, List<Finding>> report) {
    int width =
        report.values().stream()
            .flatMap(List::stream)
            .mapToInt(finding -> finding.name().length())
            .max()
            .orElse(0);
    report.forEach((heading, findings) -> {
      session.console().result(heading);
      for (Finding finding : findings) {
        String name = finding.name() + " ".repeat(width - finding.name().length());
        session
            .console()
            .result("  " + mark(finding.status()) + "  " + name + "  " + finding.detail());
        if (!finding.remedy().isEmpty()) {
          session.console().result(" ".repeat(width + 13) + "-> " + finding.remedy());
        }
      }
    });
  }

  private static String mark(Finding.Status status) {
    return switch (status) {
      case OK -> "ok     ";
      case MISSING -> "missing";
      case NOTE -> "note   ";
    };
  }

  private void printJson(Map<String, List<Finding>> report, boolean usable) {
    ObjectNode json = Codecs.JSON.createObjectNode();
    json.put("usable", usable);
    report.forEach((heading, findings) -> {
      ArrayNode list = json.putArray(heading.toLowerCase(java.util.Locale.ROOT).replace(' ', '_'));
      for (Finding finding : findings) {
        list.addObject()
            .put("name", finding.name())
            .put("status", finding.status().word())
            .put("detail", finding.detail())
            .put("remedy", finding.remedy());
      }
    });
    session.console().result(Codecs.JSON.writeValueAsString(json));
  }
}
