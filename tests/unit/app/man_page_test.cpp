#include "app/man_page.hpp"

#include "sample_shape.hpp"
#include "support/catch.hpp"

using namespace consentry::app;
using consentry::app::test::sample_shape;

namespace {

bool holds(std::string const& page, std::string const& part) { return page.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the manual names every command by the words that lead to it, with its options, arguments and defaults")
{
    std::string const page = man_page(sample_shape(), "1.2.3");
    CHECK(page.starts_with(".TH CONSENTRY 1 \"\" \"consentry 1.2.3\""));
    for (auto const* const command : {"serve", "deliveries", "deliveries list", "deliveries retry"})
        CHECK(holds(page, std::string{"\n.SS "} + command + '\n'));
    CHECK(holds(page, ".TP\n\\fB\\-\\-port\\fR \\fIPORT\\fR\n0 takes any free one; default 9000\n"));
    CHECK(holds(page, "\\fBconsentry deliveries retry\\fR \\fIID\\fR ["));
    CHECK(holds(page, ".PP\nLogs JSON.\n"));
    CHECK(holds(page, ".nf\nExit codes:\n  0 done\n.fi\n"));
}

TEST_CASE("what is said in the help is printed and not obeyed")
{
    CommandShape program = sample_shape();
    program.about = ".so /etc/passwd\n'so x\na\\b -c";
    CHECK(holds(man_page(program, "1"), "\\&.so /etc/passwd\n\\&'so x\na\\eb \\-c\n"));
}
