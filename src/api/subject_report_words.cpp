// How a report tells a person what was recorded of them.
#include "api/subject_report.hpp"

namespace consentry::api {

using consent::EventType;
using consent::Source;

std::string_view in_words(EventType type)
{
    switch (type) {
    case EventType::opted_out: return "You asked us to stop";
    case EventType::opted_in: return "You agreed";
    case EventType::declined: return "You said no to a question";
    case EventType::lifted: return "You took back what you had said against messages";
    case EventType::held: return "You may have asked us to stop; a person was to look at it";
    case EventType::released: return "A person looked at it: you had not asked us to stop";
    case EventType::undone: return "An earlier record was taken back";
    case EventType::expired: return "Your agreement ended with time";
    case EventType::prompted: return "We asked you a question";
    case EventType::unmatched: return "You answered a question that we did not know";
    case EventType::violated: return "We sent you a message though you had said no";
    case EventType::preference_stopped: return "You stopped marketing messages in WhatsApp itself";
    case EventType::preference_resumed: return "You allowed marketing messages in WhatsApp itself again";
    case EventType::help: return "You asked for help";
    case EventType::linked: return "We learnt another name of yours";
    case EventType::merged: return "We learnt that two records are about you";
    case EventType::renumbered: return "Your phone number changed";
    case EventType::erased: return "You were erased";
    case EventType::alarm:
    case EventType::snapshot: break;
    }
    return "A note";
}

std::string in_words(consent::Permission const& permission)
{
    std::string text = permission.allowed ? "We may write to you" : "We may not write to you";
    switch (permission.reason) {
    case consent::Reason::opted_in: text += ": you agreed"; break;
    case consent::Reason::opted_out: text += ": you asked us to stop"; break;
    case consent::Reason::declined: text += ": you said no"; break;
    case consent::Reason::held: text += ": you may have asked us to stop, and nobody has looked at it yet"; break;
    case consent::Reason::expired: text += ": your agreement has ended"; break;
    case consent::Reason::unknown: text += ": you have not agreed"; break;
    case consent::Reason::unknown_allowed: text += ": you have not objected to messages of this kind"; break;
    case consent::Reason::meta_preference: text += ": you stopped marketing messages in WhatsApp itself"; break;
    case consent::Reason::erased: text += ": you were erased"; break;
    }
    if (permission.basis)
        text += ", on " + rfc3339(permission.basis->at);
    if (permission.valid_until)
        text += "; the agreement ends on " + rfc3339(*permission.valid_until);
    return text;
}

std::string_view in_words(Source source)
{
    switch (source) {
    case Source::whatsapp_message: return "a message of yours on WhatsApp";
    case Source::whatsapp_button: return "a button that you pressed on WhatsApp";
    case Source::whatsapp_flow: return "a form that you filled in on WhatsApp";
    case Source::meta_preference: return "a setting of yours in WhatsApp";
    case Source::meta_status: return "WhatsApp's report on a message of ours";
    case Source::message_api: return "a message of yours that came by another system of ours";
    case Source::api: return "another system of ours";
    case Source::import: return "a list of ours";
    case Source::cli: return "a person of ours";
    case Source::system: break;
    }
    return "this system";
}

}  // namespace consentry::api
