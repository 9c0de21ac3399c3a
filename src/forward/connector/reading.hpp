#pragma once

#include "forward/connector/spots.hpp"
#include "forward/connector/template.hpp"

#include <algorithm>

/// The parts of a template, each read by a function of its own: read_connector() goes through them one by one.
namespace consentry::forward {

inline constexpr std::size_t template_bytes_max = 256 * 1024;
inline constexpr std::size_t template_steps_max = 6;
inline constexpr std::array<std::string_view, 3> status_words{"opted_in", "opted_out", "unknown"};

void read_auth(TemplateReading& reading, Spot const& spot, ConnectorAuth& auth);
void read_answer_class(TemplateReading& reading, Spot const& spot, AnswerClass& into);
void read_retry(TemplateReading& reading, Spot const& spot, RetryClass& into);
void read_retry_unit(TemplateReading& reading, Spot const& spot, RetryClass::Unit& into);
void read_limit(TemplateReading& reading, Spot const& spot, ConnectorLimit& into);
void read_map(TemplateReading& reading, Spot const& spot, ConnectorMap& into);
void read_needs(TemplateReading& reading, Spot const& spot, bool settings, std::vector<ConnectorNeed>& into);

/// An URL: `https://…`, or what begins with the base, a setting, a credential or a value of the token.
void read_url(TemplateReading& reading, Spot const& spot, ConnectorText& into);
void read_given(TemplateReading& reading, Spot const& spot, std::vector<std::string>& into);

void read_categories(TemplateReading& reading, Spot const& spot, std::vector<std::string>& into);

/// `test`: a step of a test, which has no person.
void read_step(TemplateReading& reading, Spot const& spot, bool test, std::size_t place, ConnectorStep& step);
void read_body(TemplateReading& reading, Spot const& spot, ConnectorBody& body);

/// A shape of JSON, whose placeholders are noted.
std::optional<JsonShape> read_shape(TemplateReading& reading, Spot const& spot);

/// What no part can know by itself: that steps refer to steps before them, and that every name leads somewhere.
void check_order(TemplateReading& reading, ConnectorTemplate const& connector);
void check_names(TemplateReading& reading, ConnectorTemplate const& connector);

/// What may stand in a map's texts.
std::vector<std::string> names_in_maps(ConnectorTemplate const& connector);

}  // namespace consentry::forward
