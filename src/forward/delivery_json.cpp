#include "consentry/forward/delivery_json.hpp"

#include "consentry/base/json.hpp"

namespace consentry::forward {

std::string to_json(DeliveryView const& view)
{
    Delivery const& delivery = view.delivery;
    JsonWriter json;
    json.open()
        .put("id", to_string(delivery.id))
        .put_if_any("event", view.event)
        .put("type", consent::name_of(view.type));
    json.put("brand", view.brand).put("destination", view.destination).put("state", name_of(delivery.state));
    json.put("attempts", delivery.attempts);
    json.put_if_any("first_attempt_at", delivery.first_attempt_at);
    json.put_if_any("due_at", delivery.due_at);
    json.put_if_any("delivered_at", delivery.delivered_at);
    if (delivery.last_status != 0)
        json.put("last_status", delivery.last_status);
    json.put_if_any("last_error", delivery.last_error).close();
    return json.str();
}

}  // namespace consentry::forward
